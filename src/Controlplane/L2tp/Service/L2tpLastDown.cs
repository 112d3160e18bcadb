namespace Router.Controlplane.L2tp.Service;

/// <summary>Why something was down last.</summary>
/// <param name="At">When.</param>
/// <param name="Down">Cause and result.</param>
/// <param name="IsStop">The result code is one of StopCCN, else of CDN: the same number means other things.</param>
internal sealed record L2tpLastDown(DateTimeOffset At, L2tpDown Down, bool IsStop);
