using System.Diagnostics;

namespace Router.Bindings.Tests;

/// <summary>
/// Asks the C compiler about the installed DPDK headers: compiles a small program and reads what it prints. Files stay in
/// the test's own output folder and are overwritten by the next run.
/// </summary>
internal static class CompilerProbe
{
    /// <summary>Umbrella headers of the bindings: the same ones that the generator read.</summary>
    public static IReadOnlyList<string> DpdkHeaders { get; } =
        [.. Directory.GetFiles(GenerationFolder, "*.h").Select(Path.GetFileName).Order(StringComparer.Ordinal).Select(name => name!)];

    /// <summary>The folder that holds Router.sln.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    private static string GenerationFolder => Path.Combine(FindRoot(), "src", "Bindings", "generation");

    private static string[] Flags { get; } =
    [
        "-w",
        "-DALLOW_EXPERIMENTAL_API",
        .. Run("pkg-config", ["--cflags", "libdpdk"]).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries),
        "-I" + GenerationFolder,
        "-I" + Path.Combine(FindRoot(), "native"),
    ];

    /// <summary>Compiles a C program, runs it and returns its lines.</summary>
    public static IReadOnlyList<string> RunC(string name, string source) => CompileAndRun("gcc", name + ".c", source, ["-std=gnu11"]);

    /// <summary>The same for C++.</summary>
    public static IReadOnlyList<string> RunCpp(string name, string source) => CompileAndRun("g++", name + ".cc", source, ["-std=gnu++17"]);

    /// <summary>All declarations of the umbrella headers, as the compiler sees them.</summary>
    public static string Preprocess()
    {
        string file = Write("all.c", Include(DpdkHeaders));
        return Run("gcc", [.. Flags, "-E", "-P", file]);
    }

    /// <summary>Whether a program is found in PATH.</summary>
    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>#include lines.</summary>
    public static string Include(IEnumerable<string> headers) => string.Concat(headers.Select(header => $"#include <{header}>\n"));

    private static string[] CompileAndRun(string compiler, string fileName, string source, string[] options)
    {
        string file = Write(fileName, source);
        string program = Path.ChangeExtension(file, ".probe");
        Run(compiler, [.. options, .. Flags, file, "-o", program, "-lrte_eal"]);
        return Run(program, []).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Write(string name, string text)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "probe");
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static string Run(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {string.Concat(errors.Result.Take(4000))}");
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Router.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("no folder above the test holds Router.sln");
    }
}
