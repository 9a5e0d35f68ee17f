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
  'not-built-yet': {
    summary: 'No real build of the project’s own suite has shown yet that the image stays the same',
    why: 'The facts about this package manager were read in its documentation and sources, and no image with it can be had where the suite runs. dfmod does by default only what real builds have shown.',
    unlock: 'Run with --unsafe, and let dfmod verify build both and compare the images.',
  },
  'readers-unknown': {
    summary: 'A program of the image may read the file under /tmp when a container runs',
    why: 'Nothing in the Dockerfile needs the file behind the steps that read it, but the image holds it. What a container starts, a Compose file or an image that is built on this one may read it, and would no longer find it.',
    unlock:
      'Remove the file at the end of the RUN that reads it last (`&& rm /tmp/x`): then the mount is safe. Or, if nothing reads it later, --unsafe makes the change.',
  },
};

/** Every reason for which a candidate is left alone. */
export const SKIP_CODES: Readonly<Record<SkipCode, ReasonCode>> = {
  'argument-decides': {
    summary: 'Which rewrite is right hangs on a build argument',
    why: 'A build may give an ARG another value than its default: another folder, another place. A change must be right, and the same, for each.',
    unlock: 'Write the path out, or use one that is relative to WORKDIR.',
  },
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
    why: 'pip keeps the wheels it builds under a key without compiler flags and build options: a wheel built for another image could be taken. So the mount is named after the image, which must be known.',
    unlock:
      'Build such a package in a step of its own. Where build arguments choose the image, give the mount an id of your own.',
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
  'comment-as-source': {
    summary: 'The COPY has words behind a # that BuildKit takes for more sources',
    why: 'A Dockerfile has no comments at the end of a line: COPY . .  # text copies files named #, text and so on, and the build fails because they are not there.',
    unlock: 'Put the comment on a line of its own.',
  },
  'context-unknown': {
    summary: 'It is not known which folder the Dockerfile is built with',
    why: 'What an install reads can only be told from the files that COPY brings. No compose file, bake file, workflow or script says which folder that is, and not exactly one folder holds all that the Dockerfile copies.',
    unlock: '--context <dir>, or state the build in a compose file.',
  },
  'copy-overwrites': {
    summary: 'The install writes files that the COPY would then write over',
    why: 'With the COPY behind the install, what the context has would win over what the install made.',
    unlock: 'Write the files elsewhere, or leave them out with .dockerignore.',
  },
  'engine-without-mounts': {
    summary: 'The Dockerfile is built by an engine that has no RUN --mount',
    why: 'kaniko and the legacy builder reject or ignore mounts.',
    unlock: '--engine buildkit, or "engine": "buildkit" in the configuration.',
  },
  'file-in-image': {
    summary: 'What the COPY brings stays in an image that is shipped, or a later step needs it',
    why: 'A bind mount is there for its RUN only: the image would lack the files.',
    unlock: 'Remove the files in the step that uses them, or copy the result into another stage.',
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
  'ignore-file-shared': {
    summary:
      'The line that .dockerignore needs would be wrong for another Dockerfile, or for a rule that is there',
    why: 'Every build of the same context reads the same ignore file. A line is added only if none of them needs what it leaves out.',
    unlock: 'Give the Dockerfile an ignore file of its own: <Dockerfile>.dockerignore.',
  },
  'input-outside': {
    summary: 'The install reads a file that no COPY from the build context brings',
    why: 'What comes from another stage, an image or a step cannot be followed to a file that could be copied first.',
    unlock: 'Copy the manifests from the build context.',
  },
  'installs-project': {
    summary: 'The install builds or links the project itself, so it needs the sources',
    why: 'pip install . and -e . read the whole project: nothing can be installed before it is copied.',
    unlock:
      'Install the dependencies from a file of their own first, and the project with --no-deps behind the COPY.',
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
  'manifest-missing': {
    summary: 'A manifest that the install reads is not in the build context',
    why: 'The files that come first are taken from the context. One that is missing there (made by a step, or left out by .dockerignore) cannot come first.',
    unlock: 'Commit the manifest and its lock file.',
  },
  'mount-elsewhere': {
    summary: 'Another mount stands there, or around it',
    why: 'Two mounts at one place, or one in a tmpfs or bind mount, do not do what either says.',
    unlock: 'Take the other mount out if it is not needed.',
  },
  'mount-read-only': {
    summary: 'The step writes where the bind mount would stand',
    why: 'A bind mount is read-only, and what a step writes into one that is not is lost.',
    unlock: 'Let the step write elsewhere.',
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
  'owner-matters': {
    summary: 'The COPY sets an owner or a mode that a bind mount would not have',
    why: 'Mounted files keep the owner and the mode that they have in the context.',
    unlock: 'Nothing: the COPY is right as it is.',
  },
  pragma: {
    summary: 'A comment in the file says so',
    why: '# dfmod ignore in front of the instruction, of the stage or for the whole file.',
    unlock: 'Take the comment out, or --no-inline-ignores.',
  },
  'reads-sources': {
    summary: 'The install runs something that reads the sources',
    why: 'A lifecycle script (prepare, postinstall) or a local package needs files that would not be there yet. Only scripts that are known to read nothing, or only files that can be named, come before the COPY.',
    unlock:
      'Run that step by itself behind the COPY, e.g. npm ci --ignore-scripts before it and npm run prepare after it, if nothing else relies on scripts.',
  },
  'sharing-chosen': {
    summary: 'The mount already says how it is shared',
    why: 'A chosen value is never overridden.',
    unlock: 'Nothing.',
  },
  'step-between': {
    summary: 'A step between the COPY and the install reads or writes what the COPY brings, or may do so',
    why: 'Instructions change places only if neither can tell. What an unknown command reads is not known.',
    unlock: 'Move the step behind the install, or the install in front of it.',
  },
  'uid-unknown': {
    summary: 'The number of the user that runs the step is not known',
    why: 'A cache mount belongs to root unless it carries uid=, and only numbers are allowed. A mount that the user cannot write breaks the install.',
    unlock: 'Give the account a number where it is made (useradd -u 1001 app), or use USER with a number.',
  },
  undividable: {
    summary: 'The RUN installs and builds at once, and cannot be divided',
    why: 'A RUN is divided only where its commands are joined by && and no cd, variable, option or background job crosses from one part into the other.',
    unlock: 'Write the install as a RUN of its own.',
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
  'waits-for-builds': {
    summary: 'Beside a package manager whose mounts real builds have shown stands one whose have not',
    why: 'A change of a RUN is made whole or not at all. What real builds have shown is made; the other package manager is left out of it.',
    unlock: 'Give it a RUN of its own, and run with --unsafe.',
  },
  'workspace-unclear': {
    summary: 'The workspace cannot be read from its definition',
    why: "Every member's manifest has to be there when a workspace is installed: one that is missing is left out in silence. A definition with patterns that cannot be followed exactly, or with more folders than lines are reasonable, is left.",
    unlock: 'Use a frontend with COPY --parents (# syntax=docker/dockerfile:1).',
  },
  'yarn-version-unknown': {
    summary: 'It is not known whether this is yarn 1 or a later yarn',
    why: 'Both are called yarn, and keep their caches at different places. package.json, .yarnrc.yml and yarn.lock tell, but the build context is not known.',
    unlock: '--context <dir>.',
  },
};
