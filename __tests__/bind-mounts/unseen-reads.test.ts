import { describe, expect, test } from '@jest/globals';
import { bind } from './bind.js';

const FILES = {
  'a.sh': 'echo hello > /opt/hello\n',
  'b.sh': 'echo\n',
  'p.txt': 'hello\n',
  'conf/a': '',
  'conf/b': '',
  'reads.sh': '#!/bin/sh\n. /tmp/b.sh\n',
  'installs.sh': '#!/bin/sh\npip install -r /tmp/p.txt\n',
  'tool.py': 'print(open("/tmp/p.txt").read())\n',
  'requirements.txt': 'six\n',
  'app.py': '',
  'app.c': '#include "app.h"\n',
};

function expectNothing(text: string): void {
  expect(bind(text, FILES).text).toBe(text);
}

describe('a step reads the file without a word that names it as its own', () => {
  test.each([
    'COPY a.sh /tmp/a.sh\nRUN sh /tmp/a.sh\nRUN bash < /tmp/a.sh',
    'COPY conf/ /tmp/conf/\nRUN cat /tmp/conf/a > /opt/a\nRUN for f in /tmp/conf/*; do cp "$f" /opt/; done',
    'COPY p.txt /tmp/p.txt\nRUN cat /tmp/p.txt\nRUN xargs -a /tmp/p.txt echo > /opt/o',
    'COPY p.txt /tmp/p.txt\nRUN cat /tmp/p.txt\nRUN apt-get update && xargs -a /tmp/p.txt apt-get install -y',
    'COPY b.sh /tmp/b.sh\nCOPY reads.sh /opt/reads.sh\nRUN sh /tmp/b.sh\nRUN sh /opt/reads.sh',
    'COPY p.txt /tmp/\nCOPY installs.sh /usr/local/bin/setup\nRUN setup\nRUN pip install -r /tmp/p.txt',
    'COPY p.txt /tmp/\nCOPY tool.py /opt/\nRUN cat /tmp/p.txt\nRUN python /opt/tool.py',
    'COPY p.txt /tmp/\nRUN cat /tmp/p.txt\nRUN make',
    'COPY p.txt /tmp/\nRUN cat /tmp/p.txt\nRUN /usr/local/bin/strange',
    'COPY p.txt /tmp/\nRUN cat /tmp/p.txt\nRUN show() { cat "$1"; } && show /tmp/p.txt',
    'COPY p.txt /tmp/\nRUN cat /tmp/p.txt\nRUN for f in p q; do cat /tmp/$f.txt; done',
    'COPY p.txt /tmp/\nRUN cat /tmp/p.txt\nRUN [ -f /x ] || F=/tmp/p.txt make',
    'COPY p.txt /tmp/\nRUN cat /tmp/p.txt\nRUN sort --files0-from=/tmp/p.txt',
    'COPY p.txt /tmp/\nRUN cat /tmp/p.txt\nRUN eval "cat /tmp/p.txt"',
    'COPY app.c /tmp/\nRUN gcc -o /opt/app /tmp/app.c && rm /tmp/app.c',
  ])('%s', (steps) => {
    expectNothing(`FROM python:3.11-slim\n${steps}\n`);
  });

  test('a loop that reads the file through a redirect has the mount too', () => {
    const text =
      'FROM debian:12\nCOPY p.txt /tmp/\nRUN while read p; do echo $p >> /opt/out; done < /tmp/p.txt\n';
    expect(bind(text, FILES).text).toContain('RUN --mount=type=bind,source=p.txt,target=/tmp/p.txt');
  });
});

describe('the file is needed in the image after all', () => {
  test.each([
    'COPY p.txt /tmp/\nRUN cat /tmp/p.txt && ln -s /tmp/p.txt /opt/p.txt',
    'COPY p.txt /tmp/\nRUN cat /tmp/p.txt && echo "cat /tmp/p.txt" > /opt/run.sh',
    'COPY p.txt /tmp/\nRUN cat /tmp/p.txt && cat > /opt/run.sh <<EOF\ncat /tmp/p.txt\nEOF',
    'ENV BASH_ENV=/tmp/a.sh\nCOPY a.sh /tmp/\nRUN sh /tmp/a.sh',
    'ARG BASH_ENV=/tmp/a.sh\nCOPY a.sh /tmp/\nRUN sh /tmp/a.sh',
    'ARG D=/tmp\nENV BASH_ENV=$D/a.sh\nCOPY a.sh /tmp/\nRUN sh /tmp/a.sh',
    'COPY a.sh /tmp/\nRUN sh /tmp/a.sh\nSHELL ["/tmp/a.sh", "-c"]\nCMD echo hi',
    'ENV PYTHONPATH=/tmp/lib\nCOPY a.sh /tmp/lib/\nRUN sh /tmp/lib/a.sh',
    'RUN mkdir /tmp/d\nCOPY p.txt /tmp/d/\nRUN cat /tmp/d/p.txt\nVOLUME /tmp/d',
    'RUN mkdir /tmp/d\nCOPY p.txt /tmp/d/\nRUN cat /tmp/d/p.txt\nCMD ["run-parts", "/tmp/d"]',
    'COPY a.sh /tmp/\nRUN sh /tmp/a.sh\nONBUILD RUN sh /tmp/*.sh',
    'WORKDIR /tmp/app\nCOPY p.txt /tmp/app/\nRUN cat p.txt\nCMD ["npm", "start"]',
    'ARG F=/tmp/p.txt\nCOPY p.txt /tmp/\nRUN cat $F',
    'ENTRYPOINT ["cat", "/tmp/p.txt"]\nCOPY p.txt /tmp/\nRUN cat /tmp/p.txt',
  ])('%s', (steps) => {
    expectNothing(`FROM debian:12\n${steps}\n`);
  });
});

describe('what stands behind the removal still sees the mount', () => {
  test.each([
    'COPY a.sh /a.sh\nRUN sh /a.sh && rm /a.sh && test ! -e /a.sh',
    'COPY a.sh /a.sh\nRUN sh /a.sh && rm /a.sh && ls / > /opt/list',
    'WORKDIR /src\nCOPY a.sh /src/\nRUN sh /src/a.sh && rm /src/a.sh && cp -r /src /dst',
    'WORKDIR /src\nCOPY p.txt .\nRUN cat p.txt && rm p.txt && cp -r . /dst',
  ])('%s', (steps) => {
    expectNothing(`FROM debian:12\n${steps}\n`);
  });
});

describe('the folder that only the COPY makes is gone afterwards', () => {
  test.each([
    'COPY a.sh /tmp/build/a.sh\nRUN sh /tmp/build/a.sh\nRUN echo hi > /tmp/build/log && cp /tmp/build/log /opt/log',
    'COPY a.sh /tmp/build/a.sh\nRUN sh /tmp/build/a.sh && rm /tmp/build/a.sh\nRUN echo hi > /tmp/build/log',
    'COPY a.sh /tmp/build/a.sh\nRUN sh /tmp/build/a.sh\nRUN cd /tmp/build && echo hi > /opt/log',
    'COPY a.sh /tmp/build/x/a.sh\nRUN sh /tmp/build/x/a.sh\nRUN touch /tmp/build/log',
    'COPY a.sh /tmp/build/a.sh\nRUN sh /tmp/build/a.sh\nWORKDIR /tmp/build',
    'COPY a.sh /tmp/build/a.sh\nCOPY b.sh /tmp/build\nRUN sh /tmp/build/a.sh\nRUN cp /tmp/build /opt/x',
    'COPY a.sh /tmp/build/a.sh\nRUN sh /tmp/build/a.sh\nCMD ["ls", "/tmp/build"]',
    'COPY conf /tmp/conf\nRUN cat /tmp/conf/a > /opt/a\nRUN test -d /tmp/conf && touch /opt/b',
  ])('%s', (steps) => {
    expectNothing(`FROM debian:12\n${steps}\n`);
  });

  test('an inner stage enters it', () => {
    expectNothing(
      'FROM debian:12 AS b\nCOPY a.sh /src/a.sh\nRUN sh /src/a.sh\nRUN cd /src && echo hi > /msg\nFROM debian:12\nCOPY --from=b /opt/hello /msg /\n',
    );
  });

  test('a folder that was there before is still there', () => {
    const text =
      'FROM debian:12\nRUN mkdir /tmp/build\nCOPY a.sh /tmp/build/a.sh\nRUN sh /tmp/build/a.sh\nRUN echo hi > /tmp/build/log\n';
    expect(bind(text, FILES).text).toContain('RUN --mount=type=bind,source=a.sh,target=/tmp/build/a.sh');
  });
});

test.each(['/tmp/build', '/tmp', '/', '/tmp/b*'])('%s is copied out of the stage', (source) => {
  expectNothing(
    `FROM debian:12 AS b\nCOPY a.sh /tmp/build/a.sh\nRUN sh /tmp/build/a.sh\nFROM debian:12\nCOPY --from=b ${source} /opt/build\n`,
  );
});

describe('--from', () => {
  const copied = 'FROM debian:12\nCOPY --from=0 /a.txt /tmp/a.txt\nRUN cat /tmp/a.txt > /opt/all\n';

  test('a stage without a name cannot be mounted', () => {
    expectNothing(`FROM debian:12\nRUN echo hi > /a.txt\n${copied}`);
  });

  test('a stage is mounted by its name', () => {
    const text = `FROM debian:12 AS Build\nRUN echo hi > /a.txt\n${copied}`;
    expect(bind(text, FILES).text).toContain('RUN --mount=type=bind,from=build,source=/a.txt');
  });

  test.each(['/tmp/*.txt', '/tmp/debs'])('what may be a folder is not taken for a file: %s', (path) => {
    expectNothing(
      `FROM debian:12 AS b\nRUN mkdir /debs\nFROM debian:12\nCOPY --from=b /debs /tmp/\nRUN cat ${path} > /opt/all\n`,
    );
  });
});

test.each(['--chown=1000:1000 ', '--chmod=700 ', ''])(
  'the COPY that brings it again makes the folder: %s',
  (flag) => {
    const text = `FROM python:3.11-slim\nCOPY requirements.txt /app/\nRUN pip install -r /app/requirements.txt\nCOPY ${flag}. /app/\n`;
    const result = bind(text, FILES, { options: { manifests: 'bind' } });
    expect(result.text === text).toBe(flag !== '');
  },
);

describe('a build argument', () => {
  test.each([
    'ARG DIR=/tmp\nCOPY p.txt /tmp/\nRUN cat $DIR/p.txt',
    'COPY p.txt /tmp/\nARG OUT=/srv\nRUN cat /tmp/p.txt\nARG IN=/tmp\nRUN cp $IN/p.txt $OUT/',
  ])('decides: %s', (steps) => {
    const { skips, text } = bind(`FROM debian:12\n${steps}\n`, FILES);
    expect(text).toBe(`FROM debian:12\n${steps}\n`);
    expect(skips.map(({ code }) => code)).toEqual(['argument-decides']);
  });

  test('does not decide', () => {
    const text = 'FROM debian:12\nARG D=/srv\nCOPY p.txt /tmp/\nRUN cat /tmp/p.txt > $D/p\n';
    expect(bind(text, FILES).text).not.toBe(text);
  });
});

describe('a path or a folder leads to the file by another way', () => {
  test.each([
    'COPY p.txt /run/p.txt\nRUN cat /run/p.txt\nRUN cat /var/run/p.txt > /opt/b',
    'COPY p.txt /tmp/p.txt\nRUN cat /tmp/p.txt\nRUN cd /tm* && cat p.txt > /opt/b',
    'RUN mkdir /tmp/repo\nCOPY p.txt /tmp/repo/\nRUN cat /tmp/repo/p.txt\nRUN echo "deb file:/tmp/repo ./" > /opt/x && apt-get update',
    'RUN ln -s /tmp /work\nWORKDIR /work\nCOPY p.txt /tmp/p.txt\nRUN cat /tmp/p.txt\nRUN cat p.txt',
    'COPY p.txt /tmp/\nRUN cp -l /tmp/p.txt /opt/ && rm /tmp/p.txt',
    'COPY p.txt /tmp/\nRUN cp -al /tmp/p.txt /opt/ && rm /tmp/p.txt',
    'COPY p.txt /tmp/\nRUN cp --symbolic-link /tmp/p.txt /opt/p',
  ])('%s', (steps) => {
    expectNothing(`FROM debian:12\n${steps}\n`);
  });
});

test('a global ARG that the stage takes in', () => {
  expectNothing('ARG BASH_ENV=/tmp/a.sh\nFROM debian:12\nARG BASH_ENV\nCOPY a.sh /tmp/\nRUN sh /tmp/a.sh\n');
});

test('a FROM that may stand on the stage', () => {
  const text =
    'ARG V=b\nFROM debian:12 AS a\nCOPY p.txt /tmp/p.txt\nRUN cat /tmp/p.txt\nFROM debian:12 AS b\n';
  expectNothing(`${text}FROM $V\nRUN cat /tmp/p.txt\n`);
  expect(bind(`${text}FROM debian:$V\nRUN echo\n`, FILES).text).not.toBe(text);
});

test('a link in an inner stage leads to the file', () => {
  expectNothing(
    'FROM debian:12 AS b\nRUN mkdir /w && ln -s /w /v\nCOPY p.txt /w/p.txt\nRUN cat /w/p.txt > /opt/o\nFROM debian:12\nCOPY --from=b /opt/o /v/p.txt /opt/\n',
  );
});
