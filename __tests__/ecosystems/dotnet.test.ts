import { describe, expect, test } from '@jest/globals';
import { cachesOf, callsOf } from './support.js';

const SDK = 'FROM mcr.microsoft.com/dotnet/sdk:8.0\nWORKDIR /src\nCOPY . .\n';

describe('dotnet', () => {
  test.each([
    ['dotnet restore', 'install'],
    ['dotnet restore App.sln -r linux-musl-x64 --no-cache', 'install'],
    ['/usr/share/dotnet/dotnet restore -p:Configuration=Release', 'install'],
    ['dotnet tool install --global dotnet-ef', 'install'],
    ['dotnet tool restore', 'install'],
    ['dotnet add App.csproj package Serilog', 'install'],
    ['dotnet package add Serilog', 'install'],
    ['dotnet workload install wasm-tools', 'install'],
    ['nuget restore App.sln', 'install'],
    ['nuget install Serilog -Version 4.0.0', 'install'],
    ['dotnet publish -c Release -o /out', 'build'],
    ['dotnet "publish" -c $CONFIGURATION', 'build'],
    ['dotnet build -o /out --self-contained false', 'build'],
    ['dotnet pack && true', 'build'],
    ['dotnet test', 'build'],
    ['dotnet run -- --no-restore', 'build'],
    ['dotnet msbuild "-t:Build;Restore"', 'build'],
    ['msbuild /restore App.sln', 'build'],
    ['msbuild App.sln /T:Restore', 'build'],
    ['dotnet publish --no-restore -o /out', 'other'],
    ['dotnet test --no-build', 'other'],
    ['dotnet build -p:NoRestore=true', 'other'],
    ['dotnet msbuild -t:Build', 'other'],
    ['msbuild -restore:false', 'other'],
    ['dotnet nuget locals all --clear', 'other'],
    ['dotnet nuget add source /local', 'other'],
    ['dotnet add App.csproj reference Lib.csproj', 'other'],
    ['dotnet dev-certs https', 'other'],
    ['nuget sources list', 'other'],
  ])('%s is of kind %s', (command, kind) => {
    expect(callsOf(`${SDK}RUN ${command}\n`)).toEqual([`dotnet ${kind}`]);
  });

  test.each(['dotnet App.dll restore', 'dotnet --info', 'dotnet exec x.dll', 'dotnet ef database update'])(
    '%s runs a program',
    (command) => {
      expect(callsOf(`${SDK}RUN ${command}\n`)).toEqual([]);
    },
  );

  test.each([
    'RUN dotnet restore\nRUN dotnet publish --no-restore -o /out',
    'ENV NUGET_PACKAGES=/nuget\nRUN dotnet restore',
    'ENV NUGET_HTTP_CACHE_PATH=/http\nRUN dotnet publish -o /out',
    'USER app\nRUN dotnet restore',
  ])('what %j downloads stays in the image', (lines) => {
    expect(cachesOf(`${SDK}${lines}\n`)).toEqual(['dotnet: cache-needed-later']);
  });

  test('what downloads nothing is not spoken of', () => {
    expect(cachesOf(`${SDK}RUN dotnet publish --no-restore\nRUN dotnet nuget locals all --clear\n`)).toEqual(
      [],
    );
  });
});
