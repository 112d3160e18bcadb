using System.Buffers.Binary;
using Router.Dataplane.Headers;
using Xunit;
using Kernel = Dpdk.Native.Linux;

namespace Router.Unit.Tests.Dataplane;

/// <summary>TCP's MSS option in packets of any octets, cut anywhere. What it does to right ones is shown by golden cases.</summary>
public sealed unsafe class TcpMssTests : IDisposable
{
    private const int Page = 4096;
    private const ushort Limit = 1400;

    /// <summary>A page, and one behind it that nobody may touch: an octet too many ends the test run.</summary>
    private readonly byte* _page = (byte*)Kernel.Mmap(null, 2 * Page, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE | Kernel.MAP_ANONYMOUS, -1, 0);

    public TcpMssTests()
    {
        // The second page loses all rights.
        void* guard = Kernel.Mmap(_page + Page, Page, 0, Kernel.MAP_PRIVATE | Kernel.MAP_ANONYMOUS | Kernel.MAP_FIXED, -1, 0);
        Assert.Equal((nint)(_page + Page), (nint)guard);
    }

    public static TheoryData<byte[]> Packets() => new()
    {
        Ipv4([2, 4, 5, 0xb4, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1, 3, 3, 7]),
        Ipv4([1, 2, 4, 5, 0xb4, 2, 4, 0xff, 0xff, 0, 0, 0]),
        Ipv6([], 6, [2, 4, 5, 0xb4, 4, 2, 1, 1]),
        Ipv6([6, 0, 1, 4, 0, 0, 0, 0], 60, [2, 4, 5, 0xb4, 4, 2, 1, 1]),
        Ipv6([6, 0, 0, 1, 0, 0, 0, 7], 44, [2, 4, 5, 0xb4]),
    };

    public void Dispose() => _ = Kernel.Munmap(_page, 2 * Page);

    [Theory]
    [MemberData(nameof(Packets))]
    public void IsLowered(byte[] packet)
    {
        byte[] after = Lower(packet);
        Assert.NotEqual(packet, after);
        Assert.Equal(Sum(packet), Sum(after));
        Assert.Equal(after, Lower(after));
    }

    [Theory]
    [MemberData(nameof(Packets))]
    public void NothingBehindThePacketIsRead(byte[] packet)
    {
        for (int length = 0; length <= packet.Length; length++)
        {
            _ = Lower(packet[..length]);
        }
    }

    [Theory]
    [MemberData(nameof(Packets))]
    public void WhateverItsOctetsAreOnlyTheOptionAndTheChecksumChange(byte[] packet)
    {
        Random random = new(1);
        for (int i = 0; i < 50_000; i++)
        {
            byte[] changed = packet[..random.Next(packet.Length + 1)];
            for (int k = random.Next(4); k > 0 && changed.Length > 0; k--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            byte[] after = Lower(changed);
            Assert.Equal(changed.Length, after.Length);
            int[] differ = [.. Enumerable.Range(0, changed.Length).Where(at => changed[at] != after[at])];

            // Two octets of checksum, two of each option; 40 octets hold ten options.
            Assert.InRange(differ.Length, 0, 22);
            Assert.True(differ.Length == 0 || Sum(changed) == Sum(after), Convert.ToHexString(changed));
        }
    }

    [Fact]
    public void RandomOctets()
    {
        Random random = new(2);
        byte[] octets = new byte[120];
        for (int i = 0; i < 100_000; i++)
        {
            random.NextBytes(octets);
            octets[0] = (byte)(i % 2 == 0 ? 0x40 | random.Next(4, 16) : 0x60);
            octets[i % 2 == 0 ? 9 : 6] = 6;
            _ = Lower(octets[..random.Next(octets.Length)]);
        }
    }

    /// <summary>Lowers the option in a packet that ends where the page does.</summary>
    private byte[] Lower(byte[] packet)
    {
        byte* at = _page + Page - packet.Length;
        packet.CopyTo(new Span<byte>(at, packet.Length));
        TcpMss.Lower(at, packet.Length, Limit);
        return new Span<byte>(at, packet.Length).ToArray();
    }

    /// <summary>Sum of the packet's 16-bit words, which a right adjustment of the checksum does not change; 0 and 0xffff are one.</summary>
    private static uint Sum(byte[] packet)
    {
        ulong sum = 0;
        for (int i = 0; i + 1 < packet.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(i));
        }

        return (uint)((sum + (packet.Length % 2 == 0 ? 0 : (ulong)packet[^1] << 8)) % 0xffff);
    }

    private static byte[] Ipv4(byte[] options)
    {
        byte[] tcp = Tcp(options);
        return [0x45, 0, 0, (byte)(20 + tcp.Length), 0, 1, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, .. tcp];
    }

    private static byte[] Ipv6(byte[] extension, byte next, byte[] options)
    {
        byte[] payload = [.. extension, .. Tcp(options)];
        return [0x60, 0, 0, 0, 0, (byte)payload.Length, next, 64, .. new byte[32], .. payload];
    }

    private static byte[] Tcp(byte[] options) =>
        [0x9c, 0x40, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, (byte)((5 + (options.Length / 4)) << 4), 2, 0xfa, 0xf0, 0x12, 0x34, 0, 0, .. options];
}
