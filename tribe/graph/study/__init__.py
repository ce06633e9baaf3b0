"""What measures share: register, one evidence made ready, matching, nulls, intervals."""
