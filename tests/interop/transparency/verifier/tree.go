package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
)

// A directory is a log as files, or a URL below which a running log serves them; it is a
// tlog.TileReader.
type directory struct{ path string }

func (d *directory) read(name string) ([]byte, error) {
	if strings.HasPrefix(d.path, "http://") {
		return d.fetch(name)
	}
	bytes, err := os.ReadFile(filepath.Join(d.path, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, found("%s is missing", name)
	}
	return bytes, err
}

// Fetch asks a running log for a file, as a tlog-tiles client does.
func (d *directory) fetch(name string) ([]byte, error) {
	client := http.Client{Timeout: 30 * time.Second}
	answer, err := client.Get(d.path + "/" + name)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusNotFound {
		return nil, found("%s is missing", name)
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", name, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

// TilePath is tlog's path without the height, which tlog-tiles fixes; level -1 are the entries.
func tilePath(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
	if tile.L == -1 {
		path = "entries" + strings.TrimPrefix(path, "data")
	}
	return "tile/" + path
}

func (d *directory) Height() int { return height }

func (d *directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		bytes, err := d.read(tilePath(tile))
		if err != nil {
			return nil, err
		}
		data[i] = bytes
	}
	return data, nil
}

func (d *directory) SaveTiles([]tlog.Tile, [][]byte) {}

// A tree is a whole tree made of a log's entries; it is a tlog.HashReader.
type tree struct {
	size   int64
	leaves []tlog.Hash
	hashes []tlog.Hash // by tlog's storage index
}

func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(t.hashes)) {
			return nil, fmt.Errorf("no hash %d in a tree of %d leaves", index, t.size)
		}
		hashes[i] = t.hashes[index]
	}
	return hashes, nil
}

func (t *tree) hash() tlog.Hash {
	hash, err := tlog.TreeHash(t.size, t)
	if err != nil {
		panic(err) // it has every hash of this size
	}
	return hash
}

func (t *tree) add(entry []byte) error {
	leaf := tlog.RecordHash(entry)
	hashes, err := tlog.StoredHashesForRecordHash(t.size, leaf, t)
	if err != nil {
		return err
	}
	t.leaves = append(t.leaves, leaf)
	t.hashes = append(t.hashes, hashes...)
	t.size++
	return nil
}

// Rebuild reads the entries of a log of this size.
func rebuild(log *directory, size int64) (*tree, error) {
	t := &tree{}
	for t.size < size {
		bundle := tlog.Tile{H: height, L: -1, N: t.size / width, W: widthAt(size, t.size/width)}
		path := tilePath(bundle)
		rest, err := log.read(path)
		if err != nil {
			return nil, err
		}
		for i := 0; i < bundle.W; i++ {
			if len(rest) < 2 {
				return nil, found("%s: entry %d of %d is missing", path, i, bundle.W)
			}
			length := int(binary.BigEndian.Uint16(rest))
			if len(rest) < 2+length {
				return nil, found("%s: entry %d is cut", path, i)
			}
			if err := t.add(rest[2 : 2+length]); err != nil {
				return nil, err
			}
			rest = rest[2+length:]
		}
		if len(rest) != 0 {
			return nil, found("%s: more than its %d entries", path, bundle.W)
		}
	}
	return t, nil
}

func widthAt(size, tile int64) int {
	if w := size - tile*width; w < width {
		return int(w)
	}
	return width
}

// CheckTiles compares every tile that a log of this size must serve.
func (t *tree) checkTiles(log *directory) error {
	for level, hashes := 0, t.size; hashes > 0; level, hashes = level+1, hashes>>height {
		for n := int64(0); n*width < hashes; n++ {
			tile := tlog.Tile{H: height, L: level, N: n, W: widthAt(hashes, n)}
			want, err := tlog.ReadTileData(tile, t)
			if err != nil {
				return err
			}
			have, err := log.read(tilePath(tile))
			if err != nil {
				return err
			}
			if !bytes.Equal(have, want) {
				return found("%s is not the tile of the entries", tilePath(tile))
			}
		}
	}
	return nil
}

// CheckRecord proves a record from the tiles alone and checks the log's own proof of it.
func (t *tree) checkRecord(log *directory, k *keys, now tlog.Tree, index int64) error {
	if index < 0 || index >= t.size {
		return found("there is no record %d", index)
	}
	proof, err := tlog.ProveRecord(now.N, index, tlog.TileHashReader(now, log))
	if err != nil {
		return found("record %d: %v", index, err)
	}
	if err := tlog.CheckRecord(proof, now.N, now.Hash, index, t.leaves[index]); err != nil {
		return found("record %d: %v", index, err)
	}
	file := fmt.Sprintf("proof/%d.tlog-proof", index)
	text, err := log.read(file)
	if errors.As(err, new(finding)) {
		return nil
	}
	if err != nil {
		return err
	}
	return t.checkTlogProof(k, file, string(text), index)
}

func (t *tree) checkTlogProof(k *keys, file, text string, index int64) error {
	split := strings.SplitN(text, "\n\n", 2)
	if len(split) != 2 {
		return found("%s: no checkpoint", file)
	}
	lines := strings.Split(split[0], "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" || len(lines) < 2 {
		return found("%s: not a proof", file)
	}
	if lines[1] != "index "+strconv.FormatInt(index, 10) {
		return found("%s: %q is not the index", file, lines[1])
	}
	hashes, err := parseHashes(lines[2:])
	if err != nil {
		return found("%s: %v", file, err)
	}
	at, err := k.openBytes(file, []byte(split[1]))
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(hashes, at.N, at.Hash, index, t.leaves[index]); err != nil {
		return found("%s: %v", file, err)
	}
	return nil
}

// CheckConsistent proves from the tiles that the earlier tree is the beginning of this one, and
// compares the log's own proof of it.
func checkConsistent(log *directory, before, now tlog.Tree) error {
	if before.N > now.N {
		return found("the log shrank from %d records to %d", before.N, now.N)
	}
	if before.N == now.N {
		if before.Hash != now.Hash {
			return found("two roots for %d records", now.N)
		}
		return nil
	}
	if before.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(now.N, before.N, tlog.TileHashReader(now, log))
	if err != nil {
		return found("consistency: %v", err)
	}
	if err := tlog.CheckTree(proof, now.N, now.Hash, before.N, before.Hash); err != nil {
		return found("the log was rewritten after %d records: %v", before.N, err)
	}
	text, err := log.read("proof/consistency")
	if errors.As(err, new(finding)) {
		return nil
	}
	if err != nil {
		return err
	}
	var lines []string
	if len(text) > 0 {
		lines = strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	}
	given, err := parseHashes(lines)
	if err != nil {
		return found("proof/consistency: %v", err)
	}
	if err := tlog.CheckTree(given, now.N, now.Hash, before.N, before.Hash); err != nil {
		return found("proof/consistency: %v", err)
	}
	return nil
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(lines))
	for i, line := range lines {
		bytes, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(bytes) != tlog.HashSize {
			return nil, fmt.Errorf("%q is not a hash", line)
		}
		copy(hashes[i][:], bytes)
	}
	return hashes, nil
}
