"""Every n-th call of what the product leans on fails, and what became of the complaints is held against what was approved."""
