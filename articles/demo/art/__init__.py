"""The demo's prints, drawn by a small press: plates are cut, inked and pulled on paper."""
