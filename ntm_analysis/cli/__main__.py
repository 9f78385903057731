"""`python -m ntm_analysis.cli`."""

from ntm_analysis.cli.main import main

main()
