import type { Build } from '../../src/builds/build.js';

/** Only what a test is about: fields that are set, without evidence. */
export function brief(build: Build): Record<string, unknown> {
  const { evidence: _, args, contexts, platforms, ...rest } = build;
  const fields: Record<string, unknown> = { ...rest };
  if (args.size > 0) fields['args'] = Object.fromEntries(args);
  if (contexts.size > 0) fields['contexts'] = Object.fromEntries(contexts);
  if (platforms.length > 0) fields['platforms'] = platforms;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
