import { describe, expect, test } from '@jest/globals';
import { baseImages } from '../../src/base-images/index.js';
import { lookupBaseImage, parseOpenImageRef } from '../../src/base-images/lookup.js';

function describeImage(image: string) {
  const reference = parseOpenImageRef(image);
  return reference && lookupBaseImage(reference);
}

describe('the distribution is read from the tag', () => {
  test.each([
    ['node', 'debian'],
    ['node:22', 'debian'],
    ['node:lts-alpine3.20', 'alpine'],
    ['node:22-bookworm-slim', 'debian'],
    ['python:3.12-slim', 'debian'],
    ['python:3.12-windowsservercore-ltsc2022', 'windows'],
    ['golang:1.22-nanoserver', 'windows'],
    ['golang:1.22-alpine', 'alpine'],
    ['buildpack-deps:noble', 'ubuntu'],
    ['buildpack-deps:bookworm-curl', 'debian'],
    ['openjdk:8-jdk', 'debian'],
    ['openjdk:17', 'rhel'],
    ['openjdk:17-jdk-slim', 'debian'],
    ['openjdk:17-alpine', 'alpine'],
    ['openjdk:8-oracle', 'rhel'],
    ['eclipse-temurin:21-jre', 'ubuntu'],
    ['eclipse-temurin:21-jre-ubi9-minimal', 'rhel'],
    ['amazoncorretto:21', 'amazon'],
    ['amazoncorretto:21-alpine', 'alpine'],
    ['maven:3.9', 'ubuntu'],
    ['maven:3.9-eclipse-temurin-21-alpine', 'alpine'],
    ['maven:3-openjdk-17', 'rhel'],
    ['maven:3-openjdk-17-slim', 'debian'],
    ['maven:3.6-jdk-8', 'debian'],
    ['maven:3-amazoncorretto-17', 'amazon'],
    ['maven:3.6', 'unknown'],
    ['gradle:8-jdk17', 'ubuntu'],
    ['gradle:8-jdk17-corretto', 'amazon'],
    ['mcr.microsoft.com/dotnet/sdk:8.0', 'debian'],
    ['mcr.microsoft.com/dotnet/sdk:8.0-noble', 'ubuntu'],
    ['mcr.microsoft.com/dotnet/sdk:10.0', 'ubuntu'],
    ['mcr.microsoft.com/dotnet/framework/sdk:4.8', 'windows'],
    ['mcr.microsoft.com/windows/servercore:ltsc2022', 'windows'],
    ['nvidia/cuda:12.4.1-devel-ubuntu22.04', 'ubuntu'],
    ['nvidia/cuda:12.4.1-base-ubi8', 'rhel'],
    ['hexpm/elixir:1.14.2-erlang-25.2-debian-bullseye-20221004-slim', 'debian'],
    ['hexpm/elixir:1.14.3-erlang-25.1.1-alpine-3.16.2', 'alpine'],
    ['swift:5.9', 'ubuntu'],
    ['swift:5.9-amazonlinux2', 'amazon'],
    ['ghcr.io/astral-sh/uv:0.5.1', 'scratch'],
    ['ghcr.io/astral-sh/uv:0.5.1-python3.12-alpine', 'alpine'],
    ['registry.access.redhat.com/ubi9-minimal', 'rhel'],
    ['node:${NODE_VERSION}', 'unknown'],
    ['node:${NODE_VERSION}-alpine', 'alpine'],
    ['node:${NODE_VERSION}-slim', 'debian'],
    ['alpine:${V}', 'alpine'],
  ])('%s: %s', (image, distribution) => {
    expect(describeImage(image)?.distribution).toBe(distribution);
  });
});

describe('the user in effect', () => {
  test.each([
    ['node:22', 'root', 0, 0, '/root'],
    ['gradle:8', 'root', 0, 0, '/root'],
    ['scratch', 'root', 0, 0, '/'],
    ['mambaorg/micromamba:1.5.8', 'mambauser', 57439, 57439, '/home/mambauser'],
    ['quay.io/jupyter/base-notebook', 'jovyan', 1000, 100, '/home/jovyan'],
    ['registry.access.redhat.com/ubi9/nodejs-20', 'default', 1001, 0, '/opt/app-root/src'],
    ['gcr.io/distroless/static:nonroot', 'nonroot', 65532, 65532, '/home/nonroot'],
    ['mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled', 'app', 1654, 1654, '/home/app'],
    ['jenkins/jenkins:lts', 'jenkins', 1000, 1000, '/var/jenkins_home'],
    ['selenium/standalone-chrome:4.20', 'seluser', 1200, 1201, '/home/seluser'],
    ['docker:27-dind-rootless', 'rootless', 1000, 1000, '/home/rootless'],
  ])('%s: %s', (image, name, uid, gid, home) => {
    expect(describeImage(image)?.user).toEqual({ name, uid, gid, home });
  });
});

test.each([
  ['node:22', 'node', 1000],
  ['node:22-alpine', 'node', 1000],
  ['oven/bun', 'bun', 1000],
  ['denoland/deno', 'deno', 1993],
  ['denoland/deno:alpine', 'deno', 1000],
  ['php:8-fpm', 'www-data', 33],
  ['php:8-fpm-alpine', 'www-data', 82],
  ['ubuntu:24.04', 'ubuntu', 1000],
  ['ubuntu', 'ubuntu', 1000],
  ['ubuntu:22.04', 'ubuntu', undefined],
  ['ubuntu:jammy', 'ubuntu', undefined],
  ['ubuntu:${V}', 'ubuntu', undefined],
  ['gradle:8-jdk21-noble', 'ubuntu', undefined],
  ['mcr.microsoft.com/dotnet/sdk:8.0', 'app', 1654],
  ['mcr.microsoft.com/dotnet/sdk:6.0', 'app', undefined],
  ['golang:1.22-nanoserver', 'root', undefined],
])('%s: the uid of %s is %s', (image, name, uid) => {
  expect(describeImage(image)?.users.find((user) => user.name === name)?.uid).toBe(uid);
});

test.each([
  ['golang:1', 'GOPATH', '/go'],
  ['rust:1-slim', 'CARGO_HOME', '/usr/local/cargo'],
  ['ruby:3.3', 'GEM_HOME', '/usr/local/bundle'],
  ['composer:2', 'COMPOSER_HOME', '/tmp'],
  ['denoland/deno:2.0', 'DENO_DIR', '/deno-dir/'],
  ['mambaorg/micromamba', 'MAMBA_ROOT_PREFIX', '/opt/conda'],
  ['registry.access.redhat.com/ubi9/python-311', 'HOME', '/opt/app-root/src'],
  ['node:22', 'HOME', undefined],
])('%s: %s', (image, name, value) => {
  expect(describeImage(image)?.env.get(name)).toBe(value);
});

test.each([
  ['debian:12', true, true],
  ['bitnami/minideb', true, true],
  ['alpine', false, true],
  ['ubuntu:24.04', true, true],
  ['ubuntu:${V}', true, false],
  ['eclipse-temurin:21', true, false],
  ['eclipse-temurin:21-jammy', true, true],
  ['gcr.io/distroless/base', false, true],
  ['postgres:16', true, false],
  ['mysql:8', false, false],
  ['node:${V}', false, false],
])('%s: docker-clean %s, next uid foreseeable %s', (image, dockerClean, accountsComplete) => {
  expect(describeImage(image)).toMatchObject({ dockerClean, accountsComplete });
});

test.each([
  'gradle:4.10',
  'mambaorg/micromamba:1.4.2',
  'mambaorg/micromamba:git-0123abc',
  'oven/bun:distroless',
  'wordpress:cli',
  'ghcr.io/astral-sh/uv:python3.12',
  'mcr.microsoft.com/dotnet/monitor:8.0',
  'registry.access.redhat.com/ubi9/openjdk-21',
  'composer:${V}',
])('%s: too little is known', (image) => {
  expect(describeImage(image)).toBeUndefined();
});

function homeless(image: string) {
  return describeImage(image)
    ?.users.filter((user) => user.homeMissing === true)
    .map((user) => user.name);
}

test('a home that nobody made is not counted on', () => {
  expect(homeless('debian:12')).toEqual(['www-data', 'nobody']);
  expect(homeless('php:8-cli')).toEqual(['nobody']);
  expect(homeless('denoland/deno:2.0')).toEqual(['deno', 'www-data', 'nobody']);
  expect(homeless('denoland/deno:alpine')).toEqual([]);
});

describe('every family', () => {
  test('has its own id and repositories', () => {
    const ids = baseImages.map((family) => family.id);
    const repositories = baseImages.flatMap((family) => family.repositories);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(repositories).size).toBe(repositories.length);
  });

  test.each(baseImages.map((family) => [family.id, family] as const))('%s is whole', (id, family) => {
    expect(family.docs).toMatch(/^https:\/\//);
    expect(family.title).not.toBe('');
    for (const repository of family.repositories) {
      const image = family.describe(undefined, repository.replace('*', ''));
      if (image === undefined) continue;
      expect(image.family).toBe(id);
      expect(image.users).toContainEqual(image.user);
      expect(new Set(image.users.map((user) => user.name)).size).toBe(image.users.length);
      expect(image.workdir).toMatch(/^(\/|C:\\)/);
    }
  });
});
