"""What goes wrong between Python and the environments' process."""


class EnvironmentProcessError(RuntimeError):
    """The process that runs the environments cannot be used any more."""


class EnvironmentProcessDied(EnvironmentProcessError):
    """The process has ended by itself; the message holds its exit code and its last words."""


class EnvironmentTimeout(EnvironmentProcessError, TimeoutError):
    """The process did not answer within its deadline and was killed."""


class NodeNotFound(EnvironmentProcessError):
    """There is no Node that could run the environments."""
