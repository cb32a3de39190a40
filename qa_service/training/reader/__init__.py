"""Learning the reader: a pretrained encoder, taught to judge sentences beside questions; never imported when serving.
`python -m qa_service.training reader --help`.
"""
