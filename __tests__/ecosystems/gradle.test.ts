import { describe, expect, test } from '@jest/globals';
import { cachesOf, callsOf } from './support.js';

const SHIPPED =
  'FROM eclipse-temurin:21-jre\nCOPY --from=0 /app/build/libs/app.jar /\nCMD ["java", "-jar", "/app.jar"]\n';
const SCRIPT = 'version = "0.0.1-SNAPSHOT"\ndependencies { implementation("org.slf4j:slf4j-api:2.0.13") }\n';
const FILES = { 'build.gradle.kts': SCRIPT, gradlew: '' };
const gradle = (
  lines: string,
  files: Readonly<Record<string, string>> = {},
  image = 'eclipse-temurin:21',
): string[] =>
  cachesOf(`FROM ${image}\nWORKDIR /app\nCOPY . .\n${lines}\n${SHIPPED}`, { ...FILES, ...files });
const unseen = (lines: string): string =>
  `FROM eclipse-temurin:21\nWORKDIR /app\n${lines} ./gradlew build\n${SHIPPED}`;
const DEFAULT = 'gradle /root/.gradle/caches';

describe('gradle', () => {
  test.each([
    ['gradle -q --no-daemon build -x test', ['gradle build']],
    ['./gradlew -p app shadowJar', ['gradle build']],
    ['sh ./gradlew build', ['gradle build']],
    ['./gradlew --version', ['gradle other']],
    ['gradle wrapper', ['gradle build']],
    ['bash gradle.sh', []],
    ['groupadd gradle', []],
  ])('%s is read', (command, calls) => {
    expect(callsOf(`FROM eclipse-temurin:21\nRUN ${command}\n`)).toEqual(calls);
  });

  test.each([
    ['RUN ./gradlew build', DEFAULT],
    ['ENV HOME=/elsewhere\nRUN ./gradlew build', DEFAULT],
    ['ENV GRADLE_USER_HOME=/g\nRUN ./gradlew build', 'gradle /g/caches'],
    ['ENV GRADLE_USER_HOME=/g\nRUN ./gradlew -g /h build', 'gradle /h/caches'],
    ['RUN ./gradlew --gradle-user-home=.home build', 'gradle /app/.home/caches'],
    ['ENV GRADLE_OPTS="-Xmx1g -Dgradle.user.home=/g"\nRUN ./gradlew build', 'gradle /g/caches'],
    ['RUN ./gradlew -g $(pwd)/g build', 'gradle: cache-moved'],
    ['USER 1234\nRUN ./gradlew build', 'gradle: home-unknown'],
    ['RUN ./gradlew --offline build', 'gradle: no-network-install'],
    ['RUN ./gradlew dependencies\nRUN ./gradlew --offline build', 'gradle: cache-needed-later'],
    ['RUN ./gradlew build && rm -rf ~/.gradle', 'gradle: cleaner-in-the-way'],
    ['RUN ./gradlew build\nRUN cp -r ~/.gradle/caches /c', 'gradle: cache-needed-later'],
    ['RUN ./gradlew -p other build', 'gradle: input-outside'],
  ])('%j: %s', (lines, cache) => {
    expect(gradle(lines)[0]).toBe(cache);
  });

  test.each([
    ['implementation("a:b:1.+")', 'gradle: cache-key-incomplete'],
    ['implementation "a:b:1.0-SNAPSHOT"', 'gradle: cache-key-incomplete'],
    ['implementation "a:b:latest.release"', 'gradle: cache-key-incomplete'],
    ['implementation "a:b:[1.0, 2.0)"', 'gradle: cache-key-incomplete'],
    ['compile("a:b:1") { changing = true }', 'gradle: cache-key-incomplete'],
    ['println gradle.gradleUserHomeDir', 'gradle: cache-needed-later'],
    ['// implementation("a:b:1.+")', DEFAULT],
  ])('%s in a script of a subproject: %s', (text, cache) => {
    expect(gradle('RUN ./gradlew build', { 'sub/build.gradle': text })).toEqual([cache]);
  });

  test('open versions of a catalogue, and settings that say offline', () => {
    expect(gradle('RUN ./gradlew build', { 'gradle/libs.versions.toml': 'x = "1.+"' })).toEqual([
      'gradle: cache-key-incomplete',
    ]);
    expect(gradle('RUN ./gradlew build', { 'gradle.properties': 'org.gradle.offline=true' })).toEqual([
      'gradle: no-network-install',
    ]);
  });

  test('scripts that cannot be seen may leave versions open', () => {
    expect(cachesOf(unseen('COPY . .\nRUN'))).toEqual(['gradle: context-unknown']);
    expect(cachesOf(unseen('RUN git clone https://example.com/x . &&'))).toEqual(['gradle: input-outside']);
  });

  test.each([
    ['RUN gradle build', 'gradle /home/gradle/.gradle/caches'],
    ['USER gradle\nRUN gradle build', 'gradle /home/gradle/.gradle/caches'],
    ['RUN gradle build && rm -rf /root/.gradle/caches', 'gradle: cleaner-in-the-way'],
    ['RUN gradle build && rm -rf /home/gradle/.gradle', 'gradle: cleaner-in-the-way'],
    ['RUN gradle build\nRUN ls ~/.gradle/caches', 'gradle: cache-needed-later'],
    ['COPY --from=cache /x /root/.gradle/caches\nRUN gradle build', 'gradle: files-at-target'],
    ['COPY --from=cache /x /home/gradle/.gradle\nRUN gradle build', 'gradle: files-at-target'],
  ])('in the official image %j: %s', (lines, cache) => {
    expect(gradle(lines, {}, 'gradle:8-jdk21')[0]).toBe(cache);
  });

  test('what Gradle published for Maven is not hidden from it', () => {
    const lines = 'RUN ./gradlew publishToMavenLocal\nRUN mvn package';
    expect(gradle(lines, { 'pom.xml': '<project/>' }, 'maven:3-eclipse-temurin-21')).toEqual([
      DEFAULT,
      'maven: cache-needed-later',
    ]);
  });
});
