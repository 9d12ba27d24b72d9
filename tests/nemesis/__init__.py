"""Killing and pausing everything that runs, over and over, and holding what happened against what was approved."""
