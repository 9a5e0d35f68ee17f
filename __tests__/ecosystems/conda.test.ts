import { describe, expect, test } from '@jest/globals';
import { rewriteText as rewrite } from '../support/examples.js';
import { cachesOf, callsOf } from './support.js';

/** No real build has shown it yet. */
const rewriteText = (text: string) => rewrite(text, { unsafe: true });

const KEPT = ['conda /opt/conda/pkgs'];
const BASE = 'FROM mambaorg/micromamba:2.0.5\nCOPY env.yaml /tmp/env.yaml\n';
const INSTALL = 'micromamba install -y -n base -f /tmp/env.yaml';

const caches = (lines: string): string[] => cachesOf(`${BASE}${lines}\n`);

// A build that was broken off would leave half unpacked packages, which they take for whole ones.
test.each([
  'conda install -y numpy',
  'conda env create -f env.yml',
  '/opt/conda/bin/conda env update -n base -f env.yml',
  'mamba install -y numpy',
  'mamba env update -f env.yml',
])('%s is left alone', (run) => {
  for (const image of ['continuumio/miniconda3:24.1.2-0', 'condaforge/miniforge3:24.9.0-0'])
    expect(cachesOf(`FROM ${image}\nRUN ${run}\n`)).toEqual(['conda: cache-key-incomplete']);
});

describe('what is installed would be links into the mount, or the mount at another place', () => {
  test.each([
    [`RUN ${INSTALL} --always-softlink`, 'cache-needed-later'],
    [`ENV CONDA_ALLOW_SOFTLINKS=true\nRUN ${INSTALL}`, 'cache-needed-later'],
    [`RUN micromamba config set allow_softlinks true && ${INSTALL}`, 'cache-moved'],
    [`RUN micromamba config append pkgs_dirs /x && ${INSTALL}`, 'cache-moved'],
    [`COPY .condarc /opt/conda/.condarc\nRUN ${INSTALL}`, 'cache-moved'],
    [`COPY . /home/mambauser/\nRUN ${INSTALL}`, 'cache-moved'],
    [`RUN ${INSTALL} --rc-file /tmp/rc`, 'cache-moved'],
    [`ENV CONDA_PKGS_DIRS=/a,/b\nRUN ${INSTALL}`, 'cache-moved'],
    [`ENV MAMBA_ROOT_PREFIX=\nRUN ${INSTALL}`, 'cache-moved'],
    ['RUN micromamba create -n x --download-only numpy', 'cache-needed-later'],
  ])('%j: %s', (lines, code) => {
    expect(caches(lines)).toEqual([`conda: ${code}`]);
  });

  test('a later step that has no network takes the packages from the image', () => {
    expect(caches(`RUN ${INSTALL}\nRUN micromamba create -n x --offline numpy`)).toEqual([
      'conda: cache-needed-later',
      'conda: no-network-install',
    ]);
  });
});

test.each([
  [`RUN ${INSTALL}`, KEPT],
  ['RUN micromamba create -y -n x -c conda-forge numpy', KEPT],
  ['RUN micromamba env create -f /tmp/env.yaml', KEPT],
  ['ENV MAMBA_ROOT_PREFIX=/srv/m\nRUN micromamba update -y --all', ['conda: cache-parent-missing']],
  ['USER root\nRUN micromamba -r /srv/m install -y numpy', ['conda /srv/m/pkgs']],
  ['USER root\nENV CONDA_PKGS_DIRS=/srv/pkgs\nRUN micromamba install -y numpy', ['conda /srv/pkgs']],
])('%j has %j', (lines, expected) => {
  expect(caches(lines)).toEqual(expected);
});

test.each([
  ['conda clean -afy', 'clean'],
  ['micromamba clean --all --yes', 'clean'],
  ['mamba --yes update conda', 'install'],
  ['conda list', 'other'],
  ['conda config --add channels conda-forge', 'other'],
  ['conda config --add pkgs_dirs /x', 'configure'],
])('%s is %s', (command, kind) => {
  expect(callsOf(`FROM debian:12\nRUN ${command}\n`)).toEqual([`conda ${kind}`]);
});

test('the mount is the user’s own, and what empties it goes', () => {
  const { after } = rewriteText(`${BASE}RUN ${INSTALL} && micromamba clean --all --yes\n`);
  expect(after).toContain(
    `RUN --mount=type=cache,target=/opt/conda/pkgs,sharing=locked,uid=57439,gid=57439 \\\n    ${INSTALL}\n`,
  );
});

// The files would be gone from packages that later builds copy.
test.each([
  "find /opt/conda -follow -type f -name '*.a' -delete",
  "find /opt/conda/ -name '*.js.map' -delete",
  "find / -type f -name '*.pyc' -exec rm {} +",
  'rm -rf /opt/conda/pkgs/cache/* && chmod -R a+rX /opt/conda',
  'micromamba clean -afy || true; rm -rf /opt/conda',
])('%s stands in the way', (clean) => {
  expect(rewriteText(`${BASE}USER root\nRUN ${INSTALL} && ${clean}\n`).after).not.toContain('--mount');
});
