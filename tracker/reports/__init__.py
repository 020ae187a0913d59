"""Reports: a record as one sheet for a visit or in full, built once as plain data and written as PDF or HTML."""
