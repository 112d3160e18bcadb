using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// The short way of PPP sessions: IP packets that come out of them go on as if they had come in an Ethernet frame without
/// tags on the session's interface. All else, PPP's control protocols first, TCP's SYN, what is over the session's rate, goes
/// on to <see cref="Ipv4Forward"/> as it came.
/// </summary>
internal static unsafe class PppInput
{
    /// <summary>First pass, in <see cref="L2tpInput"/>: notes a packet that matches its session in everything; false, and nothing done, if it does not.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="frame">A located packet.</param>
    /// <param name="session">A session with plain PPP frames.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAdd(Worker* worker, ReceivedPacket* frame, L2tpSession* session)
    {
        rte_mbuf* packet = frame->Packet;
        int offset = (int)(frame->Key >> 32);
        if (offset == 0
            || !L2tpInput.HasHeadersOf(session, worker->Tables->L2tpTunnels + session->Tunnel, Origin.Vrf(frame->Origin), Mbuf.Data(packet) + offset))
        {
            return false;
        }

        LookupVector* vector = worker->Ppp;
        int i = LookupVector.Add(vector, packet, frame->Origin, (uint)(offset + session->HeaderLength));
        *LookupVector.Session(vector, i) = session;
        Prefetch.Read(worker->SessionReceived + session->Index);
        return true;
    }

    /// <summary>The other passes.</summary>
    public static void Process(Worker* worker, LookupVector* vector)
    {
        Strip(worker, vector);
        if (vector->LeftCount != 0)
        {
            StripLimited(worker, vector);
        }

        if (vector->LeftCount != 0)
        {
            LongWay.TakeLeft(worker, vector, NodeId.Ipv4Forward);
        }

        if (worker->Popped->Count != 0)
        {
            Ipv4Input.TakeInner(worker, worker->Popped, Ethernet.HeaderLength);
        }
    }

    /// <summary>Strips the packets of sessions without a rate.</summary>
    private static void Strip(Worker* worker, LookupVector* vector)
    {
        // Sessions of one interface come in runs. 0 may be an interface's id: the first packet of a run has another one.
        uint current = uint.MaxValue;
        ulong origin = 0;
        InterfaceFlags flags = InterfaceFlags.None;
        nint count = vector->Count;
        for (nint i = 0; i < count; i++)
        {
            L2tpSession* session = *LookupVector.Session(vector, i);
            if (session->Interface != current)
            {
                current = session->Interface;
                flags = Enter(worker, current, out origin);
            }

            if (!TryStrip(worker, vector, i, session, flags, origin, limited: false))
            {
                LookupVector.Leave(vector, i);
            }
        }
    }

    /// <summary>Strips the packets that are left over because their session has a rate, and are not over it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StripLimited(Worker* worker, LookupVector* vector)
    {
        SessionPolicer* policers = worker->Tables->Policers;
        nint count = vector->LeftCount;
        for (nint k = 0; k < count; k++)
        {
            Prefetch.Read(policers + (*LookupVector.Session(vector, *LookupVector.Left(vector, k)))->Index);
        }

        uint current = uint.MaxValue;
        ulong origin = 0;
        InterfaceFlags flags = InterfaceFlags.None;
        vector->LeftCount = 0;
        for (nint k = 0; k < count; k++)
        {
            nint i = *LookupVector.Left(vector, k);
            L2tpSession* session = *LookupVector.Session(vector, i);
            if (session->Interface != current)
            {
                current = session->Interface;
                flags = Enter(worker, current, out origin);
            }

            if ((session->Flags & L2tpSessionFlags.RateLimited) == 0 || !TryStrip(worker, vector, i, session, flags, origin, limited: true))
            {
                LookupVector.Leave(vector, i);
            }
        }
    }

    /// <summary>The origin of packets on an interface, and what it takes: nothing if it is down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static InterfaceFlags Enter(Worker* worker, uint id, out ulong origin)
    {
        InterfaceEntry* ingress = worker->Tables->Interfaces + id;
        origin = Origin.Of(id, ingress->Vrf, Ethernet.HeaderLength);
        return (ingress->Flags & InterfaceFlags.Enabled) != 0 ? ingress->Flags : InterfaceFlags.None;
    }

    /// <summary>
    /// Puts an Ethernet header, its addresses zero, in front of an IP packet in the place of all that was there; false, and
    /// nothing done, if it is no IP packet, its MSS may have to be lowered, or it is over the rate.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryStrip(
        Worker* worker, LookupVector* vector, nint i, L2tpSession* session, InterfaceFlags flags, ulong origin, bool limited)
    {
        rte_mbuf* packet = *LookupVector.Packet(vector, i);
        int stripped = (int)*LookupVector.Key(vector, i);
        byte* ppp = Mbuf.Data(packet) + stripped;
        int header = HeaderLength(ppp, flags, out ushort type);
        int inner = packet->data_len - stripped - header;
        if (header == 0
            || inner < Ipv4.HeaderLength
            || (!limited && (session->Flags & L2tpSessionFlags.RateLimited) != 0)
            || TcpMss.IsCandidate(ppp + header, type, session->SegmentLimit, options: true)
            || (limited && !RateBucket.TryTake(&worker->Tables->Policers[session->Index].Up, worker->Now, inner)))
        {
            return false;
        }

        worker->SessionReceived[session->Index].Add(1, (uint)inner);
        packet->data_off += (ushort)(stripped + header - Ethernet.HeaderLength);
        Mbuf.SetLength(packet, inner + Ethernet.HeaderLength);
        byte* frame = Mbuf.Data(packet);
        Unsafe.WriteUnaligned(frame, 0ul);
        Unsafe.WriteUnaligned(frame + Ethernet.HeaderLength - sizeof(ulong), (ulong)type << 48);
        if (type == Ethernet.WireIpv4)
        {
            LookupVector.Add(worker->Popped, packet, origin, 0);
        }
        else if (!Ipv6Input.TryAdd(worker, packet, origin, frame + Ethernet.HeaderLength, Ethernet.HeaderLength))
        {
            LongWay.Take(worker, packet, origin, NodeId.Ipv6Forward);
        }

        return true;
    }

    /// <summary>Octets of the PPP header of an IP packet that the interface takes, and the EtherType as in memory; 0 for anything else. Reads up to 30 octets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HeaderLength(byte* ppp, InterfaceFlags flags, out ushort type)
    {
        uint word = Unsafe.ReadUnaligned<uint>(ppp);
        bool full = (ushort)word == Ppp.WireAddressControl;
        uint protocol = full ? word >> 16 : (ushort)word;
        if (protocol == Ppp.WireIpv4)
        {
            type = Ethernet.WireIpv4;
            return (flags & InterfaceFlags.Ipv4) == 0 ? 0 : full ? 4 : 2;
        }

        type = Ethernet.WireIpv6;
        int header = full ? 4 : 2;
        bool forwards = protocol == Ppp.WireIpv6 && (flags & InterfaceFlags.Ipv6) != 0 && !Ipv6Forward.IsLinkScope(ppp + header + Ipv6.DestinationOffset);
        return forwards ? header : 0;
    }
}
