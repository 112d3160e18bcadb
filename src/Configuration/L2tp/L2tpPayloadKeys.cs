using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>The keys of L2TP sessions and pseudowires that say what they carry.</summary>
internal readonly record struct L2tpPayloadKeys : IL2tpPayload
{
    private static readonly ScalarParser<int> MruParser = Scalars.Integer<int>(68, 9600);
    private static readonly ScalarParser<int> CellsParser = Scalars.Integer<int>(1, 184);
    private static readonly ScalarParser<uint> DlciParser = Scalars.Integer<uint>(16, (1 << 23) - 1);

    public required L2tpPayload Payload { get; init; }

    public required string? Interface { get; init; }

    public required ConfigurationList<IpPrefix> Routes { get; init; }

    public required int? Mru { get; init; }

    public required PseudowireMode Mode { get; init; }

    public required ushort? Vlan { get; init; }

    public required FrameRelayConfiguration? FrameRelay { get; init; }

    public required int? MaxCells { get; init; }

    /// <summary>Reads the keys.</summary>
    /// <param name="map">A session or pseudowire.</param>
    public static L2tpPayloadKeys Parse(MappingReader map)
    {
        L2tpPayload payload = map.Optional<L2tpPayload>("payload", Choices.L2tpPayload.Parse, L2tpPayload.Ethernet);
        byte headerLength = map.Optional<byte>("header-length", Choices.FrameRelayHeaderLength.Parse, 2);
        uint? dlci = map.OptionalValue("dlci", DlciParser);
        uint? peerDlci = map.OptionalValue("peer-dlci", DlciParser);
        return new L2tpPayloadKeys
        {
            Payload = payload,
            Interface = map.OptionalObject("interface", Names.Reference),
            Routes = map.List<IpPrefix>("routes", AddressScalars.Prefix),
            Mru = map.OptionalValue("mru", MruParser),
            Mode = map.Optional<PseudowireMode>("mode", Choices.Mode.Parse, PseudowireMode.Ethernet),
            Vlan = map.OptionalValue("vlan", VlanId.Parser),
            FrameRelay = payload == L2tpPayload.FrameRelay ? new FrameRelayConfiguration(headerLength, dlci ?? 0, peerDlci ?? dlci ?? 0) : null,
            MaxCells = map.OptionalValue("max-cells", CellsParser),
        };
    }

    /// <summary>Reports keys that do not go together, of a map without errors so far.</summary>
    /// <param name="map">The session or pseudowire.</param>
    /// <param name="routed">The payloads that may be routed there.</param>
    public void Check(MappingReader map, string routed)
    {
        string with = $"with payload: {Choices.L2tpPayload.WordOf(Payload)}";
        if (!Payload.IsRouted())
        {
            map.Refuse($"without payload: {routed}; the frames of a pseudowire are not routed", "interface", "routes", "mru");
        }
        else if (Interface is null)
        {
            map.ReportHere($"key 'interface' is missing; {with} IP packets enter the router on a loopback interface");
        }

        if (Payload != L2tpPayload.Ethernet)
        {
            map.Refuse($"{with}; it belongs to Ethernet pseudowires", "mode", "vlan");
        }
        else
        {
            PseudowireVlan.Check(Mode, map);
        }

        if (!Payload.IsCells())
        {
            map.Refuse("without payload: atm-port, atm-vcc or atm-vpc; it belongs to cells", "max-cells");
        }

        CheckFrameRelay(map);
    }

    private void CheckFrameRelay(MappingReader map)
    {
        if (FrameRelay is null)
        {
            map.Refuse("without payload: frame-relay", "header-length", "dlci", "peer-dlci");
            return;
        }

        if (!map.Has("dlci"))
        {
            map.ReportHere("key 'dlci' is missing; payload: frame-relay needs the DLCI inside the pseudowire");
            return;
        }

        foreach ((string key, uint dlci) in new[] { ("dlci", FrameRelay.Dlci), ("peer-dlci", FrameRelay.PeerDlci) })
        {
            if (map.Has(key) && FrameRelay.HeaderLength == 2 && dlci > FrameRelayConfiguration.LastShortDlci)
            {
                map.Report(key, $"{dlci} is too large for a header of 2 octets; write a number from 16 to {FrameRelayConfiguration.LastShortDlci}, or header-length: 4");
            }
        }
    }
}
