/** Whether the operating system has refused something. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

/** What an error of the operating system means for the person who gave the file, folder or port; undefined: nothing. */
export function systemErrorSentence(error: NodeJS.ErrnoException): string | undefined {
  const place = error.path ?? "the output";
  switch (error.code) {
    case "ENOENT":
      return `${place}: expected a file or folder, but it does not exist`;
    case "EACCES":
    case "EPERM":
      return error.syscall === "listen"
        ? "option --port: expected a port that may be opened, got one without permission"
        : `${place}: expected permission to use it, but the system refuses`;
    case "EROFS":
      return `${place}: expected a place to write, but the disk is read-only`;
    case "EISDIR":
      return `${place}: expected a file, got a folder`;
    case "ENOTDIR":
      return `${place}: expected a folder, got a file`;
    case "EEXIST":
      return `${place}: expected a new name, but it exists already`;
    case "ENOTEMPTY":
      return `${place}: expected an empty folder, got one with files`;
    case "ENAMETOOLONG":
      return `${place}: expected a shorter name`;
    case "ENOSPC":
    case "EDQUOT":
      return `${place}: expected room to write, but the disk is full`;
    case "EFBIG":
      return `${place}: expected a file that the system allows, got too large a one`;
    case "EMFILE":
    case "ENFILE":
      return `${place}: expected to open it, but too many files are open`;
    case "EADDRINUSE":
      return `option --port: expected a free port, got one that is in use`;
    default:
      return undefined;
  }
}
