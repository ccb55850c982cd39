import type { Binding } from './explanation.js'
import { callAbout, factAbout, factTitle, originalOf, postingAbout, postingTitle } from './phrases.js'
import type { Scene, Thing } from './scene.js'
import { stamp } from './text.js'
import { joined, unended } from '../words/lists.js'

/** Binds every name that was used, facts first. */
export function bindingsOf(scene: Scene): Binding[] {
  const { words } = scene
  const bound = <T extends Thing>(things: readonly T[], bind: (thing: T) => Pick<Binding, 'what' | 'about'>): Binding[] =>
    things
      .filter((thing) => scene.used.has(thing))
      .map((thing) => ({ name: scene.n(thing), ...bind(thing), records: ['opened' in thing ? thing.opened.seq : thing.seq] }))
  // What a binding mentions is bound too.
  for (const posting of scene.postings.filter((each) => scene.used.has(each))) {
    const call = scene.callOf(posting)
    const original = originalOf(scene, posting)
    if (call) scene.n(call)
    if (original) scene.n(original)
  }
  return [
    ...bound(scene.facts, (fact) => ({ what: factTitle(scene, fact), about: factAbout(scene, fact) })),
    ...bound([...scene.calls, ...scene.reads], (call) => ({
      what: `target → ${words.system(call.system)}`,
      about: callAbout(scene, call),
    })),
    ...bound(scene.postings, (posting) => ({ what: postingTitle(scene, posting), about: postingAbout(scene, posting) })),
    ...bound(scene.exceptions, (exception) => ({
      what: `exception ${exception.xid}`,
      about: joined([
        exception.class,
        unended(exception.reason),
        exception.owner === '' ? '' : `owner ${exception.owner}`,
        exception.status,
      ]),
    })),
    ...bound(scene.faults, ({ name, identity }) => ({
      what: 'injected fault',
      about: identity === undefined ? name : `${name} on ${identity}`,
    })),
    ...bound(scene.kills, (kill) => ({
      what: kill.scripted ? 'kill of the target' : 'end of the target',
      about: `life ${kill.incarnation}, ${stamp(kill.t)}`,
    })),
  ]
}
