package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// algCosignature is the signature type of tlog-cosignature, which x/mod does not know.
const algCosignature = 4

// A witness verifies cosignatures: an 8-byte time, then Ed25519 over that time and the checkpoint.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newWitness(vkey string) (*witness, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("not a verifier key: %q", vkey)
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != algCosignature {
		return nil, fmt.Errorf("not a witness's key: %q", vkey)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(sum[:])
	if parts[1] != fmt.Sprintf("%08x", hash) {
		return nil, fmt.Errorf("the id of %q is not that of its key", vkey)
	}
	return &witness{parts[0], hash, key[1:]}, nil
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.hash }
func (w *witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	message := append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", time)), text...)
	return time < 1<<63 && ed25519.Verify(w.key, message, signature[8:])
}

// Keys holds what must have signed a checkpoint.
type keys struct {
	log       note.Verifier
	witnesses []note.Verifier
}

func newKeys(logKey string, witnesses []string) (*keys, error) {
	log, err := note.NewVerifier(logKey)
	if err != nil {
		return nil, err
	}
	k := &keys{log: log}
	for _, vkey := range witnesses {
		w, err := newWitness(vkey)
		if err != nil {
			return nil, err
		}
		k.witnesses = append(k.witnesses, w)
	}
	return k, nil
}

// Open reads a checkpoint that the log signed and every witness cosigned.
func (k *keys) open(log *directory, file string) (tlog.Tree, error) {
	message, err := log.read(file)
	if err != nil {
		return tlog.Tree{}, err
	}
	return k.openBytes(file, message)
}

func (k *keys) openBytes(file string, message []byte) (tlog.Tree, error) {
	all := append([]note.Verifier{k.log}, k.witnesses...)
	opened, err := note.Open(message, note.VerifierList(all...))
	if err != nil {
		return tlog.Tree{}, found("%s: %v", file, err)
	}
	signed := make(map[string]bool)
	for _, signature := range opened.Sigs {
		signed[fmt.Sprintf("%s+%08x", signature.Name, signature.Hash)] = true
	}
	for _, v := range all {
		if !signed[fmt.Sprintf("%s+%08x", v.Name(), v.KeyHash())] {
			return tlog.Tree{}, found("%s: not signed by %s", file, v.Name())
		}
	}
	// A checkpoint is the note of the Go checksum database but for its first line.
	text := []byte(opened.Text)
	end := bytes.IndexByte(text, '\n')
	if origin := string(text[:end]); origin != k.log.Name() {
		return tlog.Tree{}, found("%s: its origin is %q, not %q", file, origin, k.log.Name())
	}
	tree, err := tlog.ParseTree(append([]byte("go.sum database tree\n"), text[end+1:]...))
	if err != nil {
		return tlog.Tree{}, found("%s: %v", file, err)
	}
	return tree, nil
}
