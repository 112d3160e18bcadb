using System.Net.Sockets;
using Xunit;

namespace Router.Unit.Tests.Api;

/// <summary>The socket file: who may connect, and what happens when one is there already.</summary>
public sealed class SocketTests
{
    [Fact]
    public async Task Mode_is_0660()
    {
        using SyntheticRouter router = new();
        await using ApiServer api = await ApiServer.Start(router);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
            File.GetUnixFileMode(api.SocketPath));
    }

    [Fact]
    public async Task Socket_of_a_dead_process_is_replaced_and_of_a_living_one_kept()
    {
        using SyntheticRouter router = new();
        string directory = Directory.CreateTempSubdirectory("router-api-").FullName;
        string path = Router.Api.ApiPaths.Socket(directory, "router");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // Bound and never unlinked, as after kill -9. (.NET unlinks on dispose: keep the file by another name.)
            dead.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + ".kept");
        }

        File.Move(path + ".kept", path);
        await using ApiServer api = await ApiServer.Start(router, directory);
        Assert.Equal(200, (await api.Send("GET", "/v1/version")).Status);
        IOException exception = await Assert.ThrowsAsync<IOException>(() => ApiServer.Start(router, directory));
        Assert.Contains("another control plane", exception.ToString(), StringComparison.Ordinal);
        Assert.Equal(200, (await api.Send("GET", "/v1/version")).Status);
    }
}
