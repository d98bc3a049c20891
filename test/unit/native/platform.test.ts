import { describe, expect, it } from 'vitest';
import {
  candidatePaths,
  openMpNames,
  remedyFor,
  sharedLibraryName,
} from '../../../src/native/lightgbm/platform.ts';

describe('where LightGBM is looked for', () => {
  it.each([
    ['linux', '/p/build/Release/lightgbm_bindings.node', 'lib_lightgbm.so', 'libgomp.so.1'],
    ['darwin', '/p/build/Release/lightgbm_bindings.node', 'lib_lightgbm.dylib', 'libomp.dylib'],
    ['win32', '\\p\\build\\Release\\lightgbm_bindings.node', 'lib_lightgbm.dll', 'vcomp140.dll'],
  ] as const)('on %s', (platform, addon, library, openMp) => {
    const paths = candidatePaths(platform === 'win32' ? '\\p' : '/p', platform);
    expect(paths[0]).toBe(addon);
    expect(paths.some((path) => path.endsWith(library))).toBe(true);
    expect(sharedLibraryName(platform)).toBe(library);
    expect(openMpNames(platform, 'x64')).toContain(openMp);
  });

  it('knows where Homebrew keeps the runtime on both kinds of Mac', () => {
    expect(openMpNames('darwin', 'arm64')[0]).toMatch(/^\/opt\/homebrew/);
    expect(openMpNames('darwin', 'x64')[0]).toMatch(/^\/usr\/local/);
  });

  it('names the remedy of the platform', () => {
    expect(remedyFor('linux')).toMatch(/libgomp1/);
    expect(remedyFor('darwin')).toMatch(/brew install cmake libomp/);
    expect(remedyFor('win32')).toMatch(/Visual Studio/);
  });
});
