"""Parameters of the notebooks, checked before a kernel starts."""

from ntm_analysis.parameters.check import Lists, check_parameters, read_values
from ntm_analysis.parameters.models import MODELS, Common
from ntm_analysis.parameters.values import FIGURE_FORMATS, split_list

__all__ = ["FIGURE_FORMATS", "MODELS", "Common", "Lists", "check_parameters", "read_values", "split_list"]
