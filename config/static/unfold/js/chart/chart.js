// In place of the library of charts that Unfold loads on every page: a page that has a chart loads it itself (unfold-charts/chart.js).
