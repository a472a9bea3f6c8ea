// Module hooks for Node: in a user's module `aann-gym` and `aann-gym/envs` mean this package, also where it is not
// installed.

interface Context {
  readonly parentURL?: string;
}

/** See https://nodejs.org/api/module.html#resolvespecifier-context-nextresolve. */
export function resolve<Result>(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Promise<Result>,
): Promise<Result> {
  const isOurs = specifier === "aann-gym" || specifier.startsWith("aann-gym/");
  return next(specifier, isOurs ? { ...context, parentURL: import.meta.url } : context);
}
