import type { SkipCode, UnsafeCode } from './types.js';

/** What a reason code says to whoever meets it, and what would change the answer. */
export interface ReasonCode {
  readonly summary: string;
  readonly why: string;
  readonly unlock: string;
}

/** The closed list of unknowns that make a change `unsafe`. */
export const UNSAFE_CODES: Readonly<Record<UnsafeCode, ReasonCode>> = {
  'base-unknown': {
    summary:
      'The base image is not one that dfmod knows, and nothing in the file shows which user it runs as',
    why: 'A cache mount stands in the home of the user that runs the step and belongs to that user. At another place it keeps nothing.',
    unlock:
      'Say so in the configuration: "baseImages": {"registry.example.com/base/*": {"like": "node:22", "user": "root"}}; or write USER in the Dockerfile.',
  },
};

/** Every reason for which a candidate is left alone. */
export const SKIP_CODES: Readonly<Record<SkipCode, ReasonCode>> = {
  'body-not-posix': {
    summary: 'The RUN is not run by a shell that dfmod reads',
    why: 'Only sh, bash, dash and ash bodies can be read exactly. PowerShell, cmd and heredocs for other interpreters are left alone.',
    unlock: 'Nothing: write the mounts by hand.',
  },
  'body-unreadable': {
    summary: 'The shell script of the RUN cannot be read exactly',
    why: 'An edit is made only where each word of the script can be pointed at in the file. A syntax error or an unusual construct prevents that.',
    unlock: 'Check the script with sh -n; split the RUN.',
  },
  'cache-disabled': {
    summary: 'The cache is switched off in a way that cannot be taken out exactly',
    why: 'A mount that stays empty is of no use.',
    unlock: 'Take the option out by hand.',
  },
  'cache-key-incomplete': {
    summary: 'What is cached depends on something that the cache does not know of',
    why: 'pip keeps the wheels it builds under a key without compiler flags and build options: a wheel built for another image could be taken.',
    unlock: 'Build such a package in a step of its own.',
  },
  'cache-moved': {
    summary: 'The cache was moved to a place that only the build knows',
    why: 'The option, variable or setting that names the cache has a value that cannot be worked out from the file.',
    unlock: 'Write the directory out, or give the ARG a default.',
  },
  'cache-needed-later': {
    summary: 'A later step, stage or command names the cache directory',
    why: 'What lies in a cache mount is not in the image: a COPY --from, a chown or a CMD that names it would fail or find nothing.',
    unlock: 'Take the later use out if it is not needed.',
  },
  'cache-parent-missing': {
    summary: 'The folder above the cache may not exist, and would belong to root during the step',
    why: 'BuildKit makes missing folders above a mount as root. A step that runs as another user could then not write beside the cache.',
    unlock: 'Make the folder in an earlier step, e.g. RUN mkdir -p ~/.cache.',
  },
  'cleaner-in-the-way': {
    summary: 'The step deletes or changes the cache, or a folder above it, in a way that cannot be taken out',
    why: 'Removing a mount point fails with "device or resource busy" and ends the step; emptying it makes it useless; a chown -R that reaches it spoils it for later builds. Such a command is taken out only if nothing else depends on it.',
    unlock: 'Name only what has to be removed, e.g. rm -rf /root/.cache/other.',
  },
  'engine-without-mounts': {
    summary: 'The Dockerfile is built by an engine that has no RUN --mount',
    why: 'kaniko and the legacy builder reject or ignore mounts.',
    unlock: '--engine buildkit, or "engine": "buildkit" in the configuration.',
  },
  'files-at-target': {
    summary: 'A mount would hide what an earlier step copied there',
    why: 'A file that is copied to where a cache is mounted cannot be seen by the step.',
    unlock: 'Copy the file elsewhere.',
  },
  generated: {
    summary: 'The file says that it is generated',
    why: 'What is written into a generated file is lost when it is made again.',
    unlock: 'Change what it is generated from.',
  },
  'home-unknown': {
    summary: 'The home directory of the user that runs the step is not known',
    why: 'The cache lies in the home directory. The user is neither an account of a known base image nor made in the file.',
    unlock: 'ENV HOME=… in the Dockerfile, or "baseImages" with a home in the configuration.',
  },
  'instruction-opaque': {
    summary: 'The instruction is written in a way that cannot be edited exactly',
    why: 'Two independent readings of the instruction do not agree, or a value is spread over quotes, escapes or lines.',
    unlock: 'Write it plainly, on one line.',
  },
  'lists-needed-later': {
    summary: 'A later step installs from the package lists that this one leaves in the image',
    why: 'Lists in a mount are not in the image: a later apt-get install without its own apt-get update would not find its packages.',
    unlock: 'apt-get update in the step that installs.',
  },
  'lists-not-updated-here': {
    summary: 'The step installs from package lists that an earlier step left in the image',
    why: 'A mount at the lists would hide them.',
    unlock: 'apt-get update in the step that installs.',
  },
  'mount-elsewhere': {
    summary: 'Another mount stands there, or around it',
    why: 'Two mounts at one place, or one in a tmpfs or bind mount, do not do what either says.',
    unlock: 'Take the other mount out if it is not needed.',
  },
  'needs-frontend': {
    summary:
      'The change needs a newer Dockerfile frontend than the file pins, and the pin is not ours to change',
    why: 'A pin by digest, of another frontend or of an internal mirror was chosen; raising it could fetch something that is not there.',
    unlock: '# syntax=docker/dockerfile:1',
  },
  'no-network-install': {
    summary: 'The install downloads nothing',
    why: '--offline, --no-index and --network=none take everything from what is there already.',
    unlock: 'Nothing.',
  },
  pragma: {
    summary: 'A comment in the file says so',
    why: '# dfmod ignore in front of the instruction, of the stage or for the whole file.',
    unlock: 'Take the comment out, or --no-inline-ignores.',
  },
  'sharing-chosen': {
    summary: 'The mount already says how it is shared',
    why: 'A chosen value is never overridden.',
    unlock: 'Nothing.',
  },
  'uid-unknown': {
    summary: 'The number of the user that runs the step is not known',
    why: 'A cache mount belongs to root unless it carries uid=, and only numbers are allowed. A mount that the user cannot write breaks the install.',
    unlock: 'Give the account a number where it is made (useradd -u 1001 app), or use USER with a number.',
  },
  'user-switched': {
    summary: 'The command runs as another user than the step',
    why: 'sudo, su and gosu change the user and may change HOME.',
    unlock: 'Use USER in the Dockerfile.',
  },
  windows: {
    summary: 'The stage runs on Windows',
    why: 'Cache mounts are a feature of Linux containers.',
    unlock: 'Nothing.',
  },
};
