"""Copy as Python: the experiment as a stand-alone script of plain torch, and the proof that it does the same."""
