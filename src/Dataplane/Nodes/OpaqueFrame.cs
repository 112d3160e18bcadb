using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>Frames of pseudowires that are no Ethernet and go from one session to another: HDLC, Frame Relay, ATM.</summary>
internal static unsafe class OpaqueFrame
{
    private const int HdlcHeaderLength = 2;

    /// <summary>Checks a frame, which is what the packet begins with, and gives it the DLCI of the other session.</summary>
    /// <param name="packet">The packet, its session header stripped.</param>
    /// <param name="payload">What its session carries.</param>
    /// <param name="opaque">What is demanded of it.</param>
    /// <param name="atm">T, G, C and U bit of an ATM-specific sublayer; 0 without one.</param>
    /// <param name="egress">Where it goes.</param>
    /// <returns>Why it must not go there.</returns>
    public static DropReason Check(rte_mbuf* packet, OpaquePayload payload, OpaqueSession* opaque, byte atm, Adjacency* egress)
    {
        int length = packet->data_len;
        byte* frame = Mbuf.Data(packet);
        switch (payload)
        {
            case OpaquePayload.Hdlc:
                return length < HdlcHeaderLength ? DropReason.L2tpTruncated : DropReason.None;
            case OpaquePayload.FrameRelay2:
                return length < sizeof(ushort) ? DropReason.L2tpTruncated : Relay2(frame, opaque);
            case OpaquePayload.FrameRelay4:
                return length < sizeof(uint) ? DropReason.L2tpTruncated : Relay4(frame, opaque);
            case OpaquePayload.AtmAal5 when (atm & Atm.CellFlag) != 0:
                return length != Atm.CellLength ? DropReason.AtmBadLength
                    : (egress->Flags & AdjacencyFlags.AtmSublayer) == 0 ? DropReason.L2tpBadPayload : DropReason.None;
            case OpaquePayload.AtmAal5:
                return length == 0 ? DropReason.L2tpTruncated : DropReason.None;
            case OpaquePayload.AtmCells:
                return length == 0 || length % Atm.CellLength != 0 || length > opaque->MaxCells * Atm.CellLength ? DropReason.AtmBadLength : DropReason.None;
            default:
                return DropReason.L2tpBadPayload;
        }
    }

    private static DropReason Relay2(byte* frame, OpaqueSession* opaque)
    {
        uint header = Wire.Load16(frame);
        if ((header & FrameRelay.Extension2Mask) != FrameRelay.Extension2)
        {
            return DropReason.FrameRelayBadHeader;
        }

        if ((header & FrameRelay.Dlci2Mask) != opaque->Dlci)
        {
            return DropReason.FrameRelayWrongDlci;
        }

        Wire.Store16(frame, (int)(header ^ opaque->DlciChange));
        return DropReason.None;
    }

    private static DropReason Relay4(byte* frame, OpaqueSession* opaque)
    {
        uint header = Wire.Load32(frame);
        if ((header & FrameRelay.Extension4Mask) != FrameRelay.Extension4)
        {
            return DropReason.FrameRelayBadHeader;
        }

        if ((header & FrameRelay.Dlci4Mask) != opaque->Dlci)
        {
            return DropReason.FrameRelayWrongDlci;
        }

        Wire.Store32(frame, header ^ opaque->DlciChange);
        return DropReason.None;
    }
}
