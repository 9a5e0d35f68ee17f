import { describe, expect, test } from '@jest/globals';
import { rewriteText } from '../support/examples.js';
import { cachesOf, callsOf } from './support.js';

const POM = '<project><artifactId>app</artifactId></project>\n';
const SHIPPED =
  'FROM eclipse-temurin:21-jre\nCOPY --from=0 /app/target/app.jar /\nCMD ["java", "-jar", "/app.jar"]\n';
const maven = (lines: string, files: Readonly<Record<string, string>> = {}): string[] =>
  cachesOf(`FROM maven:3.9-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\n${lines}\n${SHIPPED}`, {
    'pom.xml': POM,
    mvnw: '',
    'src/a.txt': '',
    ...files,
  });
const copied = (folder: string): string =>
  `FROM maven:3 AS deps\nWORKDIR /app\nCOPY pom.xml .\nRUN mkdir -p /root/.m2\nRUN mvn dependency:go-offline\nFROM maven:3\nCOPY --from=deps ${folder} ${folder}\nRUN mvn -o package\n${SHIPPED}`;
const unseen = (lines: string): string[] => cachesOf(`FROM maven:3\nWORKDIR /app\n${lines}\n${SHIPPED}`);
const getting = (command: string) =>
  `FROM maven:3\nRUN ${command} dependency:get -Dartifact=a:b:1\n${SHIPPED}`;
const DEFAULT = 'maven /root/.m2/repository';

describe('maven', () => {
  test.each([
    ['mvn -B -q package', ['maven build']],
    ['mvn -T 1C -f app/pom.xml -P prod clean verify', ['maven build']],
    ['./mvnw dependency:go-offline', ['maven install']],
    ['sh mvnw -ntp dependency:resolve dependency:resolve-plugins', ['maven install']],
    ['sh ./mvnw package', ['maven build']],
    ['mvnd package', ['maven build']],
    ['mvn -v', ['maven other']],
    ['mvn --version && mvn package', ['maven other', 'maven build']],
    ['sh build.sh', []],
    ['echo mvn package', []],
  ])('%s is read', (command, calls) => {
    expect(callsOf(`FROM maven:3\nRUN ${command}\n`)).toEqual(calls);
  });

  test.each([
    ['RUN mvn package', DEFAULT],
    ['RUN mvn -Dmaven.test.skip -Drevision=$(cat v) package', DEFAULT],
    ['ENV HOME=/elsewhere\nRUN mvn package', DEFAULT],
    ['RUN mvn -Dmaven.repo.local=/m package', 'maven /m'],
    ['RUN mvn -D maven.repo.local=/m package', 'maven /m'],
    ['RUN mvn -Dmaven.repo.local=repo package', 'maven /app/repo'],
    ['RUN mvn -Dmaven.repo.local=src package', 'maven: files-at-target'],
    ['RUN mvn -Dmaven.repo.local=target/repo clean package', 'maven: cleaner-in-the-way'],
    ['RUN mvn -Dmaven.repo.local=$(pwd)/m package', 'maven: cache-moved'],
    ['RUN mvn -Dmaven.repo.local.tail=/m package', DEFAULT],
    ['ENV MAVEN_OPTS="-Xmx1g -Dmaven.repo.local=/m"\nRUN mvn package', 'maven /m'],
    ['ARG MAVEN_OPTS\nRUN mvn package', 'maven: cache-moved'],
    ['RUN mvn -Duser.home=/h package', 'maven /h/.m2/repository'],
    ['ENV JAVA_TOOL_OPTIONS=-Duser.home=/h\nRUN mvn package', 'maven /h/.m2/repository'],
    ['USER 1234\nRUN mvn package', 'maven: home-unknown'],
    ['RUN useradd -m -u 1500 dev\nUSER dev\nRUN mvn package', 'maven /home/dev/.m2/repository'],
    ['RUN mvn -s settings-docker.xml package', 'maven: cache-needed-later'],
  ])('%j: %s', (lines, cache) => {
    expect(maven(lines)).toEqual([cache]);
  });

  test.each([
    ['.mvn/maven.config', '-T1C\n-Dmaven.repo.local=/m\n', 'maven /m'],
    ['.mvn/jvm.config', '-Xmx1g -Dmaven.repo.local=/m', 'maven /m'],
    ['.mvn/jvm.config', '-Dmaven.repo.local=${MAVEN_PROJECTBASEDIR}/m', 'maven: cache-moved'],
    ['.mvn/maven.config', '-o', 'maven: no-network-install'],
    ['.mvn/maven.config', '-nsu', 'maven: cache-key-incomplete'],
    ['s.xml', '<localRepository>${user.home}/r</localRepository>', 'maven /root/r'],
    ['s.xml', '<localRepository>${env.X}/r</localRepository>', 'maven: cache-moved'],
    ['s.xml', '<!-- <localRepository>/r</localRepository> -->', DEFAULT],
    ['s.xml', '<offline>true</offline>', 'maven: no-network-install'],
  ])('%s with %j: %s', (path, text, cache) => {
    expect(maven('RUN mvn -s s.xml package', { [path]: text })).toEqual([cache]);
  });

  test.each([
    ['RUN mvn -o package', 'maven: no-network-install'],
    ['RUN mvn -qo package', 'maven: no-network-install'],
    ['RUN mvn -ntp -color always package', DEFAULT],
    ['RUN mvn -nsu package', 'maven: cache-key-incomplete'],
    ['RUN mvn clean install', 'maven: cache-key-incomplete'],
    ['RUN mvn deploy', 'maven: cache-key-incomplete'],
    ['RUN mvn install:install-file -Dfile=x.jar', 'maven: cache-key-incomplete'],
    [
      'RUN mvn org.apache.maven.plugins:maven-install-plugin:3.1.1:install-file',
      'maven: cache-key-incomplete',
    ],
    ['RUN mvn $GOALS', 'maven: cache-key-incomplete'],
    ['ENV GOALS="clean install"\nRUN mvn $GOALS', 'maven: cache-key-incomplete'],
    ['RUN mvn -q', 'maven: cache-key-incomplete'],
    ['RUN mvn dependency:purge-local-repository package', 'maven: cache-disabled'],
    ['RUN mvn dependency:build-classpath', 'maven: cache-needed-later'],
    ['RUN mvn -f other/pom.xml package', 'maven: input-outside'],
  ])('%j: %s', (lines, cache) => {
    expect(maven(lines)).toEqual([cache]);
  });

  test.each([
    ['<goal>install-file</goal>', 'maven: cache-key-incomplete'],
    ['<repository><url>file://${project.basedir}/lib</url></repository>', 'maven: cache-key-incomplete'],
    ['<x>${settings.localRepository}</x>', 'maven: cache-needed-later'],
    ['<!-- <goal>install-file</goal> --><url>https://example.com</url>', DEFAULT],
  ])('a pom of a module with %j: %s', (text, cache) => {
    expect(maven('RUN mvn package', { 'module/pom.xml': text })).toEqual([cache]);
  });

  test('what another step installs, or takes offline, is needed there: no step gets the mount', () => {
    const later = ['mvn -f module package', 'mvn -o package', 'mvn install'];
    for (const command of later) {
      const [first] = maven(`RUN mvn dependency:go-offline\nRUN ${command}`, { 'module/pom.xml': POM });
      expect([command, first]).toEqual([
        command,
        command.includes('module') ? DEFAULT : 'maven: cache-needed-later',
      ]);
    }
  });

  test.each([
    ['RUN ./add-jars.sh', 'maven: cache-needed-later'],
    ['RUN cp -r jars /root/.m2/repository/com', 'maven: cache-needed-later'],
    ['RUN make jars', 'maven: cache-needed-later'],
    ['RUN apt-get update && apt-get install -y git', DEFAULT],
    ['RUN mkdir -p /root/.m2 && cp s.xml /root/.m2/settings.xml', DEFAULT],
    ['RUN chmod +x mvnw', DEFAULT],
  ])('%j in front', (step, cache) => {
    expect(maven(`${step}\nRUN mvn package`).at(-1)).toBe(cache);
  });

  test('a repository that another stage copies, with the folder above it, stays in its layer', () => {
    for (const folder of ['/root/.m2', '/root', '/', '/root/.m2/repository'])
      expect(cachesOf(copied(folder), { 'pom.xml': POM })[0]).toBe('maven: cache-needed-later');
  });

  test('poms that cannot be seen may do anything', () => {
    expect(unseen('COPY . .\nRUN mvn package')).toEqual(['maven: context-unknown']);
    expect(unseen('RUN git clone https://example.com/x . && mvn package')).toEqual(['maven: input-outside']);
    expect(unseen('RUN mvn dependency:get -Dartifact=a:b:1')).toEqual([DEFAULT]);
  });

  test('a base image that is not known may hold artifacts of its own', () => {
    const text = `FROM registry.example.com/team/build:3\nUSER root\nWORKDIR /app\nCOPY . .\nRUN mvn package\n${SHIPPED}`;
    expect(cachesOf(text, { 'pom.xml': POM })).toEqual(['maven: cache-needed-later']);
  });

  test('an image that runs Maven keeps what it downloaded', () => {
    const text = 'FROM maven:3\nWORKDIR /app\nCOPY . .\nRUN mvn package\nCMD ["mvn", "spring-boot:run"]\n';
    expect(cachesOf(text, { 'pom.xml': POM })).toEqual(['maven: cache-needed-later']);
  });

  test('-U comes with the mount, once', () => {
    const mount = '--mount=type=cache,target=/root/.m2/repository,sharing=locked \\\n   ';
    expect(rewriteText(getting('mvn -B')).after).toContain(`RUN ${mount} mvn -U -B dependency:get`);
    expect(rewriteText(getting('sh ./mvnw')).after).toContain(`RUN ${mount} sh ./mvnw -U dependency:get`);
    expect(rewriteText(getting('mvn -U')).after).toContain(`RUN ${mount} mvn -U dependency:get`);
    expect(rewriteText(getting('mvn -B').replace('b:1', 'b:1 && rm -rf ~/.m2/repository')).after).toContain(
      'mvn -U -B dependency:get -Dartifact=a:b:1\n',
    );
  });
});
