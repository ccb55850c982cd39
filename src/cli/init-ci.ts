/** A file for a CI server. */
interface CiFile {
  readonly path: string
  readonly text: string
}

const codes = '# Exit codes: 0 passed, 1 a check failed, 2 usage, 3 inconclusive, 4 the set-up or the target is at fault.'
const afterwards = '# Journal, case and reports: download them, then "npx mfgsync replay <case>" or "npx mfgsync check <journal>".'

const writers: Readonly<Record<string, (scenario: string) => CiFile>> = { github, gitlab, azure, generic }

/** CI servers for which there is a file. */
export const ciKinds: readonly string[] = Object.keys(writers)

/** What runs a scenario on every push there; undefined for a server that nobody has written a file for. */
export function ciFile(kind: string, scenario: string): CiFile | undefined {
  return writers[kind]?.(scenario)
}

function github(scenario: string): CiFile {
  return {
    path: '.github/workflows/mfgsync.yml',
    text: `# .github/workflows/mfgsync.yml
name: mfgsync
on: [push, pull_request]

permissions:
  contents: read

jobs:
  simulate:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npm ci
      - run: npm run build --if-present
      ${codes}
      # Annotations and the summary of the step come by themselves: the reporter github is taken where GITHUB_ACTIONS is set.
      - run: npx mfgsync simulate ${scenario} --reporter lines,github,junit
      ${afterwards}
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: mfgsync
          path: .mfgsync/
          include-hidden-files: true
          if-no-files-found: ignore
`,
  }
}

function gitlab(scenario: string): CiFile {
  return {
    path: '.gitlab-ci.yml',
    text: `# .gitlab-ci.yml
mfgsync:
  image: node:24
  timeout: 15 minutes
  script:
    - npm ci
    - npm run build --if-present
    ${codes}
    - npx mfgsync simulate ${scenario} --reporter lines,junit,markdown
  ${afterwards}
  artifacts:
    when: always
    paths: [.mfgsync/]
    reports:
      junit: .mfgsync/junit.xml
`,
  }
}

function azure(scenario: string): CiFile {
  return {
    path: 'azure-pipelines.yml',
    text: `# azure-pipelines.yml
trigger: ['*']
pool:
  vmImage: ubuntu-latest

jobs:
  - job: mfgsync
    timeoutInMinutes: 15
    steps:
      - task: UseNode@1
        inputs:
          version: 24.x
      - script: npm ci
      - script: npm run build --if-present
      ${codes}
      - script: npx mfgsync simulate ${scenario} --reporter lines,junit,markdown
      - task: PublishTestResults@2
        condition: always()
        inputs:
          testResultsFiles: .mfgsync/junit.xml
      ${afterwards}
      - publish: .mfgsync
        condition: always()
        artifact: mfgsync
`,
  }
}

function generic(scenario: string): CiFile {
  return {
    path: 'ci/mfgsync.sh',
    text: `#!/bin/sh
# Run this on any CI server that has Node: sh ci/mfgsync.sh. Keep .mfgsync/ as an artefact.
${codes}
${afterwards}
set -eu
[ ! -f package-lock.json ] || npm ci
npm run build --if-present
npx mfgsync simulate ${scenario} --reporter lines,junit,markdown
`,
  }
}
