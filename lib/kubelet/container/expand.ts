/**
 * Replaces `$(NAME)` by what `lookUp` answers; unknown references stay as they are and `$$` stands for `$`
 * (the expansion of `command`, `args` and `env` in Kubernetes).
 */
export function expand(text: string, lookUp: (name: string) => string | undefined): string {
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (reference, name: string | undefined) =>
    name === undefined ? '$' : (lookUp(name) ?? reference),
  );
}
