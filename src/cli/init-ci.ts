/** A file for a CI server. */
interface CiFile {
  readonly path: string
  readonly text: string
}

const codes = '# Exit codes: 0 passed, 1 a check failed, 2 usage, 3 inconclusive, 4 the set-up or the target is at fault.'
const afterwards = '# Journal, case and reports: download them, then "npx mfgsync replay <case>" or "npx mfgsync check <journal>".'

const writers: Readonly<Record<string, (scenario: string, packages: readonly string[]) => CiFile>> = { github, gitlab, azure, generic }

/** CI servers for which there is a file. */
export const ciKinds: readonly string[] = Object.keys(writers)

/**
 * What runs a scenario on every push there; undefined for a server that nobody has written a file for. `packages`: of Debian, which the
 * integration needs and a server may lack.
 */
export function ciFile(kind: string, scenario: string, packages: readonly string[]): CiFile | undefined {
  return writers[kind]?.(scenario, packages)
}

/** What is to be known of a CI file in this folder: it may lie where nobody looks, or need what is not there. */
export function ciAdvice(
  { path, text }: CiFile,
  here: { readonly root: string | undefined; readonly hasLock: boolean },
): readonly string[] {
  const atRoot = path !== scriptPath && here.root !== undefined
  return [
    ...(atRoot
      ? [`CI servers look at the root of a repository, and this folder is none: move ${path} to ${here.root}, and let it run here.`]
      : []),
    ...(!here.hasLock && /(?<!\|\| )npm ci/.test(text)
      ? [`${path} runs npm ci, which takes mfgsync from package-lock.json: npm install --save-dev makes that file; commit it.`]
      : []),
  ]
}

const scriptPath = 'ci/mfgsync.sh'

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

function gitlab(scenario: string, packages: readonly string[]): CiFile {
  const install =
    packages.length === 0 ? '' : `  before_script:\n    - apt-get update -qq\n    - apt-get install -y -qq ${packages.join(' ')}\n`
  return {
    path: '.gitlab-ci.yml',
    text: `# .gitlab-ci.yml
mfgsync:
  image: node:24
  timeout: 15 minutes
${install}  script:
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
    path: scriptPath,
    text: `#!/bin/sh
# Run this on any CI server that has Node: sh ci/mfgsync.sh. Keep .mfgsync/ as an artefact.
${codes}
${afterwards}
set -eu
[ ! -f package-lock.json ] || npm ci
[ ! -f package.json ] || npm run build --if-present
npx mfgsync simulate ${scenario} --reporter lines,junit,markdown
`,
  }
}
