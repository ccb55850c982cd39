// Says in one sentence that Node is too old, before something else says it in twenty lines. Any Node can read this file.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 20)) {
  process.stderr.write(
    `mfgsync needs Node 22.20 or newer, and this is Node ${process.versions.node}: run "npm ci" without --ignore-scripts, ` +
      'which installs the right Node for every npm script, or install a newer Node.\n',
  )
  process.exit(2)
}
