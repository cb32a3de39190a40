"""Learning the weights of the ranker, the short answer and the confidence from labelled questions; never imported when
serving. `python -m qa_service.training --help`."""
