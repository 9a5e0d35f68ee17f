import type { RebuildRun, VerifyReport } from '../verify-types.js';

/** The JSON document of verify, schemaVersion 1. Seconds are decimal; paths of images have no leading slash. */
export function verifyJson(
  { builder, images, left }: VerifyReport,
  { tool, cwd }: { readonly tool: { readonly name: string; readonly version: string }; readonly cwd: string },
): string {
  const document = {
    schemaVersion: 1,
    tool,
    cwd,
    builder,
    summary: Object.fromEntries(
      (['same', 'different', 'broken', 'unbuildable'] as const).map((status) => [
        status,
        images.filter((image) => image.status === status).length,
      ]),
    ),
    images: images.map((image) => ({
      dockerfile: image.dockerfile,
      context: image.context === '' ? '.' : image.context,
      target: image.target,
      args: image.args,
      status: image.status,
      failure: image.failure,
      paths: image.paths,
      differences: image.differences,
      byDesign: image.byDesign,
      noise: image.noise,
      rebuilds: image.rebuilds.map(({ edit, path, before, after }) => ({
        edit,
        path,
        before: runEntry(before),
        after: runEntry(after),
      })),
    })),
    left: left.map(({ dockerfile, reason, failed }) => ({ dockerfile, reason, failed })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const runEntry = ({ seconds, ran, cached, failure }: RebuildRun): Record<string, unknown> => ({
  seconds: seconds === undefined ? undefined : Math.round(seconds * 1000) / 1000,
  ran,
  cached,
  failure,
});
