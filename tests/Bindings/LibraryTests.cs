using System.Runtime.InteropServices;
using Dpdk.Native;
using Xunit;

namespace Router.Bindings.Tests;

/// <summary>The shim is found where it should be, and was built from the headers of the DPDK that runs.</summary>
public unsafe class LibraryTests
{
    [Fact]
    public void ShimLiesBesideTheProgram()
    {
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, DpdkLibrary.FileName)));
        Assert.NotEqual(0, DpdkLibrary.Handle);
    }

    [Fact]
    public void FoldersAreSearchedInOrder()
    {
        Assert.Equal(
            ["/a/b/librouter_shim.so", "/a/b/artifacts/native/librouter_shim.so", "/a/artifacts/native/librouter_shim.so", "/artifacts/native/librouter_shim.so", "/n/librouter_shim.so"],
            DpdkLibrary.Candidates("/a/b", "/n"));
        Assert.Equal(["/librouter_shim.so", "/artifacts/native/librouter_shim.so"], DpdkLibrary.Candidates("/", ""));
    }

    [Fact]
    public void RegisteringTwiceIsHarmless()
    {
        DpdkLibrary.Register();
        DpdkLibrary.Register();
        Assert.Equal(-1, (int)Shim.rs_lcore_id());
    }

    [Fact]
    public void HeadersAndLibrariesAreOfOneDpdkVersion()
    {
        string? running = Marshal.PtrToStringUTF8((nint)Dpdk.Native.Dpdk.rte_version());
        Assert.Equal(running, Marshal.PtrToStringUTF8((nint)Shim.rs_built_version()));
        Assert.StartsWith("DPDK 22.11", running, StringComparison.Ordinal);
    }
}
