"""The desk's first page: what a new desk lacks, and what its reader's day holds."""
