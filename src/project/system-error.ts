/** What the system says of a failed call, without the call's own name and path. */
export function messageOf(error: unknown): string {
  const message = hasKey(error, 'message') ? String(error.message) : String(error);
  return /^([A-Z]+: [^,]+), /.exec(message)?.[1] ?? message;
}

/** `ENOENT` and its like. Asked by shape: errors of the system come from another realm in some hosts. */
export function codeOf(error: unknown): string | undefined {
  return hasKey(error, 'code') && typeof error.code === 'string' ? error.code : undefined;
}

function hasKey<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}
