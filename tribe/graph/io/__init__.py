"""How interactions come in: plain files, Parquet, Arrow, databases; some rows at a time."""
