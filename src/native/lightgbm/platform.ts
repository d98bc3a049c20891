import { posix, win32 } from 'node:path';

/** How LightGBM's own build calls its shared library. */
export function sharedLibraryName(platform: NodeJS.Platform): string {
  if (platform === 'win32') return 'lib_lightgbm.dll';
  // CMake keeps the ending .so on macOS for this library up to 4.4; newer builds use .dylib.
  return platform === 'darwin' ? 'lib_lightgbm.dylib' : 'lib_lightgbm.so';
}

/**
 * Where a build lies inside the package: the addon (single- and multi-configuration generators), then the shared
 * library under the names that its platform uses.
 */
export function candidatePaths(folder: string, platform: NodeJS.Platform): readonly string[] {
  const { join } = platform === 'win32' ? win32 : posix;
  const names = ['lightgbm_bindings.node', sharedLibraryName(platform)];
  if (platform === 'darwin') names.push('lib_lightgbm.so');
  return names.flatMap((name) => [
    join(folder, 'build', 'Release', name),
    join(folder, 'build', name),
    join(folder, 'build', 'Debug', name),
  ]);
}

/** OpenMP runtimes to load before a build that does not name its own, the likeliest first. */
export function openMpNames(platform: NodeJS.Platform, arch: string): readonly string[] {
  if (platform === 'linux') return ['libgomp.so.1', 'libomp.so.5'];
  if (platform === 'darwin') {
    const homebrew = arch === 'arm64' ? '/opt/homebrew' : '/usr/local';
    return [`${homebrew}/opt/libomp/lib/libomp.dylib`, '/opt/local/lib/libomp/libomp.dylib', 'libomp.dylib'];
  }
  return platform === 'win32' ? ['vcomp140.dll'] : [];
}

/** What a person does about a library that cannot be loaded. */
export function remedyFor(platform: NodeJS.Platform): string {
  const rebuild = 'then run "npm rebuild lightgbm"';
  if (platform === 'darwin')
    return `run "xcode-select --install" and "brew install cmake libomp", ${rebuild}`;
  if (platform === 'win32') {
    return `install CMake and the C++ build tools of Visual Studio with their redistributable (OpenMP: vcomp140.dll), ${rebuild}`;
  }
  return `install cmake and a C++ compiler, ${rebuild}; the OpenMP runtime is needed too (Debian, Ubuntu: "apt-get install libgomp1")`;
}
