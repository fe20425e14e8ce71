#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where a build puts the resources of a target: in a folder `PACKAGE_TARGET.resources` (`.bundle` on Darwin) beside
/// the program, as `Bundle.module` finds them.
struct ResourceFolders {
    /// The folder of the program, and on Darwin that of the resources of its bundle.
    let programFolders: [String]

    /// Those of this process.
    static var current: ResourceFolders {
        guard let program = programPath else { return ResourceFolders(programFolders: []) }
        let folder = FolderPath(program).parent ?? FolderPath(program)
        let bundle = (folder.parent ?? folder).appending("Resources")
        return ResourceFolders(programFolders: [folder.text, bundle])
    }

    /// The folders in which fixtures of a target may be: as they were copied, folder and all, or put in flat.
    func of(module: String) -> [String] {
        programFolders.flatMap { folder in
            let names = FixtureLocator.files(in: folder).filter { name in
                name.hasSuffix("_\(module).resources") || name.hasSuffix("_\(module).bundle")
            }
            return names.sorted().flatMap { name -> [String] in
                let resources = FolderPath(folder).appending(name)
                return ["/Fixtures", "", "/Contents/Resources/Fixtures", "/Contents/Resources"]
                    .map { resources + $0 }
                    .filter { access($0, F_OK) == 0 }
            }
        }
    }

    /// The file that this code was linked into.
    private static var programPath: String? {
        #if canImport(Darwin)
        var info = Dl_info()
        guard dladdr(#dsohandle, &info) != 0, let name = info.dli_fname else { return nil }
        return String(cString: name)
        #else
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
        #endif
    }
}
