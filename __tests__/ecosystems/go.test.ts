import { describe, expect, test } from '@jest/globals';
import { rewriteText } from '../support/examples.js';
import { cachesOf } from './support.js';

const PLAIN = { 'go.mod': 'module x\n', 'main.go': 'package main\n\nimport "fmt"\n' };
/** What the build is for: the stage with the modules is not what is shipped. */
const SHIPPED = 'FROM scratch\nCOPY --from=0 /out /out\n';
const go = (lines: string, files: Readonly<Record<string, string>> = PLAIN): string[] =>
  cachesOf(`FROM golang:1.23\nWORKDIR /src\nCOPY . .\n${lines}\n${SHIPPED}`, files);
const compiled = (lines: string, files: Readonly<Record<string, string>> = PLAIN): string[] =>
  go(lines, files).filter((line) => line !== 'go /go/pkg/mod');

const unseen = (run: string): string[] => cachesOf(`FROM golang:1.23\n${run}\n${SHIPPED}`);

describe('go', () => {
  test.each([
    ['RUN CGO_ENABLED=0 go build ./...', 'go /root/.cache/go-build'],
    ['ENV CGO_ENABLED=0\nRUN go vet ./... && go install .', 'go /root/.cache/go-build'],
    ['RUN go build -o /x .', 'go /root/.cache/go-build'],
    ['RUN CGO_ENABLED=0 GOCACHE=/c go build .', 'go /c'],
    ['ENV XDG_CACHE_HOME=/x\nRUN CGO_ENABLED=0 go build .', 'go /x/go-build'],
    ['RUN go env -w GOCACHE=/c && go build .', 'go: cache-moved'],
    ['RUN CGO_ENABLED=0 GOCACHE=off go build .', 'go: cache-disabled'],
    ['RUN CGO_ENABLED=0 go build -a .', 'go: cache-disabled'],
    ['ENV GOFLAGS="-v -a"\nRUN CGO_ENABLED=0 go build .', 'go: cache-disabled'],
  ])('%j keeps %s', (lines, cache) => {
    expect(compiled(lines)).toEqual([cache]);
  });

  test.each([
    ['RUN go test ./...'],
    ['RUN go generate ./...'],
    ['RUN go mod download'],
    ['RUN go list -m all'],
  ])('%j gets the modules alone', (lines) => {
    expect(go(lines)).toEqual(['go /go/pkg/mod']);
  });

  test.each([['RUN go env GOPATH'], ['RUN go clean -cache -modcache'], ['RUN go version && go fmt ./...']])(
    '%j is left alone',
    (lines) => {
      expect(go(lines)).toEqual([]);
    },
  );

  test.each([
    ['RUN go mod download', 'go /go/pkg/mod'],
    ['ENV GOMODCACHE=/m\nRUN go mod download', 'go /m'],
    ['ENV GOPATH=/a:/b\nRUN go mod download', 'go /a/pkg/mod'],
    ['RUN go env -w GOMODCACHE=/m && go mod download', 'go: cache-moved'],
    ['RUN GOPROXY=off go mod download', 'go: no-network-install'],
  ])('%j keeps the modules: %s', (lines, cache) => {
    expect(go(lines)).toEqual([cache]);
  });

  test('an image that nobody knows may set GOPATH', () => {
    const text = 'FROM registry.example.com/team/go:1\nUSER root\nRUN go mod download\n';
    expect(cachesOf(`${text}${SHIPPED}`)).toEqual(['go: cache-moved']);
  });

  test('modules in vendor/ are not downloaded', () => {
    const run = 'RUN CGO_ENABLED=0 go build .';
    expect(go(run, { ...PLAIN, 'vendor/modules.txt': '' })).toEqual(['go /root/.cache/go-build']);
    expect(go('RUN CGO_ENABLED=0 go build -mod=vendor .')).toEqual(['go /root/.cache/go-build']);
  });

  // A header beside the package is not in the key of what cgo compiled.
  test.each([
    'package main\n\n// #include "../x.h"\nimport "C"\n',
    'package main\n\nimport (\n\t"fmt"\n\t"C" // c\n)\n',
  ])('sources with C in them: %j', (source) => {
    expect(compiled('RUN go build .', { ...PLAIN, 'lib/c.go': source })).toEqual([
      'go: cache-key-incomplete',
    ]);
    expect(compiled('RUN CGO_ENABLED=0 go build .', { ...PLAIN, 'lib/c.go': source })).toEqual([
      'go /root/.cache/go-build',
    ]);
  });

  test('a string that is called C is none', () => {
    expect(compiled('RUN go build .', { 'main.go': 'package main\n\nvar c = "C"\n' })).toEqual([
      'go /root/.cache/go-build',
    ]);
  });

  test('sources that are not known may have C in them; modules are known by their version', () => {
    expect(unseen('RUN go build .')).toEqual(['go /go/pkg/mod', 'go: cache-key-incomplete']);
    expect(unseen('RUN go install example.com/tool@v1')).toEqual([
      'go /go/pkg/mod',
      'go /root/.cache/go-build',
    ]);
  });

  test('headers of the system are another image’s: the mount is named after it, unless there is no C', () => {
    const { after } = rewriteText(
      'FROM golang:1.23\nRUN go install x.org/a@v1\nRUN CGO_ENABLED=0 go install x.org/b@v1\n',
    );
    expect(after).toContain('id=go-golang-1.23,target=/root/.cache/go-build');
  });

  test('its clean-up goes with the mount’s coming', () => {
    const { after } = rewriteText(
      'FROM golang:1.23\nRUN CGO_ENABLED=0 go install x.org/a@v1 && go clean -cache\n',
    );
    expect(after).toContain('go install x.org/a@v1\n');
    expect(after).not.toContain('go clean');
  });

  test('what empties both can go only where both are mounted', () => {
    const run = 'RUN CGO_ENABLED=0 go build . && go clean -cache -modcache\n';
    expect(rewriteText(`FROM golang:1.23\n${run}`).after).toBe(`FROM golang:1.23\n${run}`);
    expect(rewriteText(`FROM golang:1.23\n${run}${SHIPPED}`).after).not.toContain('go clean');
  });
});
