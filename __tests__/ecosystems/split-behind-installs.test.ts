import { expect, test } from '@jest/globals';
import { split } from '../rewriting/split.js';

const FILES = {
  Gemfile: "source 'https://rubygems.org'\ngem 'rack'\n",
  'Gemfile.lock': '',
  'x.rpm': '',
  'x.apk': '',
  'x.gem': '',
  'packages.txt': 'curl',
  'app.rb': '',
};

// Each reads files of the project, which the COPY brings.
test.each([
  ['ruby:3.3', 'bundle install'],
  ['ruby:3.3', 'gem install ./x.gem'],
  ['ruby:3.3', 'gem install x.gem'],
  ['fedora:42', 'dnf install -y ./x.rpm'],
  ['fedora:42', 'dnf install -y x.rpm'],
  ['fedora:42', 'dnf install -y $(cat packages.txt)'],
  ['fedora:42', 'xargs dnf install -y < packages.txt'],
  ['alpine:3.20', 'apk add --allow-untrusted /app/x.apk'],
  ['alpine:3.20', 'apk add --no-cache `cat packages.txt`'],
  ['alpine:3.20', 'cat packages.txt | xargs apk add'],
])('on %s the COPY stays in front of %s, or brings first what it reads', (image, install) => {
  const text = `FROM ${image}\nWORKDIR /app\nCOPY . .\nRUN ${install}\n`;
  expect(split(text, FILES).text).toBe(text);
});

test('what names no file comes first', () => {
  const text = 'FROM alpine:3.20\nWORKDIR /app\nCOPY . .\nRUN apk add --no-cache curl=8.1-r0 "git>2"\n';
  expect(split(text, FILES).text).toMatch(/apk add[^]*COPY \. \./);
});
