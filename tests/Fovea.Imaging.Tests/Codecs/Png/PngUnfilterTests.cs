namespace Fovea.Imaging.Tests;

public sealed class PngUnfilterTests
{
    /// <summary>Every length around the vectors', every size of a pixel: what the filter made, nothing behind the row touched.</summary>
    [Fact]
    public unsafe void WhatAFilterDidIsUndone()
    {
        Random random = new(1);
        foreach (int distance in new[] { 1, 2, 3, 4, 6, 8 })
            for (int pixels = 1; pixels < 40; pixels++)
                for (int filter = 0; filter < PngFilter.Count; filter++)
                {
                    int length = pixels * distance;
                    byte[] row = new byte[distance + length], above = new byte[distance + length], filtered = new byte[length + PngUnfilter.Slack];
                    random.NextBytes(row.AsSpan(distance));
                    random.NextBytes(above.AsSpan(distance));
                    random.NextBytes(filtered);
                    byte[] behind = filtered[length..];
                    PngFilter.Apply(filter, row, above, distance, filtered);
                    byte[] up = [.. above[distance..], .. behind];
                    fixed (byte* at = filtered, upAt = up) PngUnfilter.Undo(filter, at, upAt, length, distance);
                    Assert.Equal(row[distance..], filtered[..length]);
                    Assert.Equal(behind, filtered[length..]);
                }
    }
}
