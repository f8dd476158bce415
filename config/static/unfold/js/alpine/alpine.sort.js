// In place of the plugin for sorting by hand that Unfold ships: no page of the desk has rows that one drags.
