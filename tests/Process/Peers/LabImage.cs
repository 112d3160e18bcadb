using Router.Process.Tests.Harness;
using Xunit;

namespace Router.Process.Tests.Peers;

/// <summary>The boot image of <see cref="LinuxPeer"/>; <c>tests/Lab/README.md</c> says what is in it.</summary>
internal static class LabImage
{
    private const int Unavailable = 3;
    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Directory of the scripts.</summary>
    public static string Scripts { get; } = Path.Combine(Repository.Root, "tests", "Lab");

    /// <summary>Builds the image if the cache has none. Not from inside a namespace: packages may have to be downloaded.</summary>
    /// <exception cref="SkipException">There is no QEMU, or no package source has what is needed.</exception>
    public static void Ensure()
    {
        Skip.If(
            Shell.Try("sh", "-c", "command -v qemu-system-x86_64").ExitCode != 0, "needs qemu-system-x86_64 (package qemu-system-x86)");
        CommandResult result = Shell.Execute(Path.Combine(Scripts, "build-image.sh"), [], BuildTimeout, null);
        Skip.If(result.ExitCode == Unavailable, result.Error.Trim());
        result.Checked();
    }
}
