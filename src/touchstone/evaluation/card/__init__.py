"""The report card of a judge: from verdicts on sets, on changed responses and in other settings to its figures."""
