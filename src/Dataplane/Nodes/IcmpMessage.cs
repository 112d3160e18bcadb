using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>Builds ICMP errors: header, quoted packet, and the MPLS label stack object (RFC 4884, RFC 4950).</summary>
internal static unsafe class IcmpMessage
{
    private const int IcmpHeaderLength = 8;
    private const int MaxIpv4Message = 576;
    private const int QuoteWithExtension = 128;
    private const int ExtensionHeaderLength = 4;
    private const int ObjectHeaderLength = 4;
    private const byte Precedence = 0xc0;

    /// <summary>An ICMPv4 error about a packet; null when there is no source address or no buffer.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="cause">Context of the packet: reason, MTU, ingress interface.</param>
    /// <param name="quoted">The packet's IPv4 header.</param>
    /// <param name="length">Its octets.</param>
    /// <param name="stack">The label stack that it was received with, or null.</param>
    /// <param name="stackLength">Octets of the stack.</param>
    public static rte_mbuf* BuildIpv4(Worker* worker, PacketContext* cause, byte* quoted, int length, byte* stack, int stackLength)
    {
        uint source = worker->Tables->Sources[cause->Interface].Ipv4;
        (byte type, byte code) = TypeIpv4((DropReason)cause->Reason);
        rte_mbuf* error = source == 0 ? null : Shim.rs_pktmbuf_alloc(worker->Pool);
        if (error == null)
        {
            return null;
        }

        byte* header = Mbuf.Data(error);
        byte* icmp = header + Ipv4.HeaderLength;
        int body = Quote(icmp + IcmpHeaderLength, quoted, length, MaxIpv4Message - Ipv4.HeaderLength - IcmpHeaderLength, stack, stackLength);
        int total = Ipv4.HeaderLength + IcmpHeaderLength + body;
        *(ulong*)icmp = 0;
        icmp[0] = type;
        icmp[1] = code;
        if (stack != null)
        {
            icmp[5] = QuoteWithExtension / 4;
        }

        if (type == 3 && code == 4)
        {
            Wire.Store16(icmp + 6, cause->IcmpMtu);
        }

        Unsafe.WriteUnaligned(icmp + 2, (ushort)~Checksum.Fold(Checksum.Sum(icmp, total - Ipv4.HeaderLength)));
        header[0] = 0x45;
        header[1] = Precedence;
        Wire.Store16(header + Ipv4.TotalLengthOffset, total);
        Wire.Store32(header + Ipv4.IdentificationOffset, 0);
        header[Ipv4.TtlOffset] = 255;
        header[Ipv4.ProtocolOffset] = Ipv4.ProtocolIcmp;
        Unsafe.WriteUnaligned(header + Ipv4.SourceOffset, source);
        Unsafe.WriteUnaligned(header + Ipv4.DestinationOffset, Unsafe.ReadUnaligned<uint>(quoted + Ipv4.SourceOffset));
        Checksum.SetIpv4(header, Ipv4.HeaderLength);
        return Finish(worker, error, cause, total);
    }

    /// <summary>An ICMPv6 error about a packet; the parameters are those of <see cref="BuildIpv4"/>.</summary>
    public static rte_mbuf* BuildIpv6(Worker* worker, PacketContext* cause, byte* quoted, int length, byte* stack, int stackLength)
    {
        byte* source = worker->Tables->Sources[cause->Interface].Ipv6;
        (byte type, byte code) = TypeIpv6((DropReason)cause->Reason);
        bool none = (Unsafe.ReadUnaligned<ulong>(source) | Unsafe.ReadUnaligned<ulong>(source + 8)) == 0;
        rte_mbuf* error = none ? null : Shim.rs_pktmbuf_alloc(worker->Pool);
        if (error == null)
        {
            return null;
        }

        byte* header = Mbuf.Data(error);
        byte* icmp = header + Ipv6.HeaderLength;
        int body = Quote(icmp + IcmpHeaderLength, quoted, length, Ipv6.MinimumMtu - Ipv6.HeaderLength - IcmpHeaderLength, stack, stackLength);
        int payload = IcmpHeaderLength + body;
        *(ulong*)icmp = 0;
        icmp[0] = type;
        icmp[1] = code;
        if (type == 2)
        {
            Wire.Store32(icmp + 4, cause->IcmpMtu);
        }
        else if (stack != null)
        {
            icmp[4] = QuoteWithExtension / 8;
        }

        Wire.Store32(header, 0x60000000);
        Wire.Store16(header + Ipv6.PayloadLengthOffset, payload);
        header[Ipv6.NextHeaderOffset] = Ipv6.NextHeaderIcmp;
        header[Ipv6.HopLimitOffset] = 255;
        Unsafe.CopyBlockUnaligned(header + Ipv6.SourceOffset, source, 16);
        Unsafe.CopyBlockUnaligned(header + Ipv6.DestinationOffset, quoted + Ipv6.SourceOffset, 16);
        ulong sum = Checksum.PseudoHeader(header + Ipv6.SourceOffset, 32, Ipv6.NextHeaderIcmp, payload);
        Unsafe.WriteUnaligned(icmp + 2, (ushort)~Checksum.Fold(Checksum.Sum(icmp, payload, sum)));
        return Finish(worker, error, cause, Ipv6.HeaderLength + payload);
    }

    private static rte_mbuf* Finish(Worker* worker, rte_mbuf* error, PacketContext* cause, int length)
    {
        Mbuf.SetLength(error, length);
        PacketContext* context = PacketContext.Of(error);
        *context = default;
        context->Interface = cause->Interface;
        context->Flags = PacketFlags.Originated;
        worker->State->Originated++;
        return error;
    }

    /// <summary>Writes the quoted packet and, for a labelled one, the extension; returns the octets.</summary>
    private static int Quote(byte* to, byte* quoted, int length, int room, byte* stack, int stackLength)
    {
        if (stack == null)
        {
            int size = Math.Min(length, room);
            Unsafe.CopyBlockUnaligned(to, quoted, (uint)size);
            return size;
        }

        int copied = Math.Min(length, QuoteWithExtension);
        Unsafe.InitBlockUnaligned(to, 0, QuoteWithExtension);
        Unsafe.CopyBlockUnaligned(to, quoted, (uint)copied);
        byte* extension = to + QuoteWithExtension;
        int extensionLength = ExtensionHeaderLength + ObjectHeaderLength + stackLength;
        Wire.Store32(extension, 0x20000000);
        Wire.Store16(extension + 4, ObjectHeaderLength + stackLength);
        extension[6] = 1;
        extension[7] = 1;
        Unsafe.CopyBlockUnaligned(extension + 8, stack, (uint)stackLength);
        Unsafe.WriteUnaligned(extension + 2, (ushort)~Checksum.Fold(Checksum.Sum(extension, extensionLength)));
        return QuoteWithExtension + extensionLength;
    }

    private static (byte Type, byte Code) TypeIpv4(DropReason reason) => reason switch
    {
        DropReason.Ip4TtlExpired or DropReason.MplsTtlExpired => (11, 0),
        DropReason.Ip4MtuExceeded or DropReason.MplsMtuExceeded => (3, 4),
        DropReason.Ip4Unreachable => (3, 1),
        DropReason.Ip4Prohibited => (3, 10),
        _ => (3, 0),
    };

    private static (byte Type, byte Code) TypeIpv6(DropReason reason) => reason switch
    {
        DropReason.Ip6HopLimitExpired or DropReason.MplsTtlExpired => (3, 0),
        DropReason.Ip6MtuExceeded or DropReason.MplsMtuExceeded => (2, 0),
        DropReason.Ip6Unreachable => (1, 3),
        DropReason.Ip6Prohibited => (1, 1),
        _ => (1, 0),
    };
}
