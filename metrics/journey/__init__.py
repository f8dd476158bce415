"""One customer's whole time with us, told from the stories of their tickets by the rules that reports go by.

`lines` and `lanes` are plain Python: what happened, and who had the move when. `figures` asks the reports, of this customer's
tickets alone. `drawing` places a lane's pieces and signs, `words` says them; `whole` reads all of it.
"""
