namespace Router.Configuration.Syntax;

/// <summary>Finds the word that was probably meant.</summary>
internal static class EditDistance
{
    /// <summary>The nearest of the candidates, or null if none is near: more than a third of the letters differ, and more than two.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int distance = Between(word, candidate);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best is not null && bestDistance <= Math.Max(2, best.Length / 3) && bestDistance < best.Length ? best : null;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment), letter case ignored.</summary>
    public static int Between(string left, string right)
    {
        // Keys are short; what is longer is not a misspelt key and would only cost quadratic time.
        if (left.Length > 64 || right.Length > 64)
        {
            return Math.Max(left.Length, right.Length);
        }

        int[,] cost = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Step(cost, left, right, i, j);
            }
        }

        return cost[left.Length, right.Length];
    }

    private static int Step(int[,] cost, string left, string right, int i, int j)
    {
        bool same = Equal(left[i - 1], right[j - 1]);
        int best = Math.Min(cost[i - 1, j - 1] + (same ? 0 : 1), 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
        bool swapped = i > 1 && j > 1 && Equal(left[i - 1], right[j - 2]) && Equal(left[i - 2], right[j - 1]);
        return swapped ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
    }

    private static bool Equal(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
