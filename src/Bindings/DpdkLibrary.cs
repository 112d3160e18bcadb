using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dpdk.Native;

/// <summary>
/// Finds the native code behind the imports of this assembly. One library, librouter_shim.so, is linked with every DPDK
/// library that is imported from, so its handle answers for all of them.
/// </summary>
public static class DpdkLibrary
{
    /// <summary>The file that is looked for.</summary>
    public const string FileName = "librouter_shim.so";

    private static readonly Lazy<nint> Library = new(Load);
    private static int _registered;

    /// <summary>The handle of the shim; loads it at the first use.</summary>
    /// <exception cref="DllNotFoundException">The file is not there, or DPDK's libraries are not installed.</exception>
    public static nint Handle => Library.Value;

    /// <summary>Connects the imports with the shim. Runs by itself when the assembly is loaded; more calls do nothing.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "An import may be reached before any code of a program runs; no order of calls may matter.")]
    public static void Register()
    {
        if (Interlocked.Exchange(ref _registered, 1) == 0)
        {
            NativeLibrary.SetDllImportResolver(typeof(DpdkLibrary).Assembly, Resolve);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        return name == Shim.Library || name.StartsWith("rte_", StringComparison.Ordinal) ? Handle : 0;
    }

    private static nint Load()
    {
        string[] candidates = [.. Candidates(AppContext.BaseDirectory, Environment.GetEnvironmentVariable("ROUTER_NATIVE_DIR"))];
        string? found = candidates.FirstOrDefault(File.Exists);
        return found is null
            ? throw new DllNotFoundException($"{FileName} was not found; build it with `make -C native` or name its folder in ROUTER_NATIVE_DIR. Looked at: {string.Join(", ", candidates)}")
            : NativeLibrary.Load(found);
    }

    /// <summary>Beside the program, then artifacts/native of a folder above it, then the named folder (ROUTER_NATIVE_DIR).</summary>
    internal static IEnumerable<string> Candidates(string baseDirectory, string? named)
    {
        yield return Path.Combine(baseDirectory, FileName);
        for (DirectoryInfo? folder = new(baseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "artifacts", "native", FileName);
        }

        if (!string.IsNullOrEmpty(named))
        {
            yield return Path.Combine(named, FileName);
        }
    }
}
